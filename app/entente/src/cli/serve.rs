//! `entente serve` and `entente demo`

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use entente_access::{Actor, Secret, grants, tokens};
use entente_api::Api;
use entente_catalogue::CatalogueSupply;
use entente_kernel::{Lang, Result as Outcome};
use entente_needs::Matching;
use entente_store::{Db, Reads};
use entente_web::server::{Server, frame};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::{VERSION, explain, open};
use crate::demo;
use crate::rooms::{self, ROLES};
use crate::settings::{Institution, Office, Settings};

/// Where to listen.
#[derive(Args)]
pub(super) struct Serve {
    /// Address and port.
    #[arg(long)]
    listen: Option<String>,
    /// Allows an address that other machines reach.
    #[arg(long)]
    public: bool,
}

impl Serve {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        let address = self.address(settings)?;
        let db = open(settings)?;
        let administrators =
            db.read_now(|reads| grants::holders(reads, "administrator")).map_err(|p| explain(&p))?;
        if administrators.is_empty() {
            println!(
                "No administrator yet. Make the first one: entente user first-administrator LOGIN --name NAME"
            );
        }
        run(settings, db, address)
    }

    /// The demo is an installation of its own, in a folder of its own.
    pub(super) fn run_demo(&self, mut settings: Settings) -> Result<(), String> {
        if settings.data == Settings::default().data {
            settings.data = "entente-demo".into();
        }
        settings.time_zone = "Asia/Shanghai".into();
        settings.institution =
            Institution { name_en: "Demo University".into(), name_zh: "演示大学".into() };
        settings.offices = vec![
            Office {
                id: "domestic".into(),
                name_en: "Domestic Cooperation".into(),
                name_zh: "国内合作办公室".into(),
            },
            Office {
                id: "overseas".into(),
                name_en: "Overseas Cooperation".into(),
                name_zh: "海外合作办公室".into(),
            },
        ];
        let address = self.address(&settings)?;
        let db = open(&settings)?;
        demo::build(&db).map_err(|p| explain(&p))?;
        println!("The demo's people, companies and needs are invented. Tokens for today, one per role:");
        for (role, token) in demo::tokens(&db).map_err(|p| explain(&p))? {
            println!("  {role:<16} {token}");
        }
        run(&settings, db, address)
    }

    fn address(&self, settings: &Settings) -> Result<SocketAddr, String> {
        let text = self.listen.as_ref().unwrap_or(&settings.listen);
        let text = text.replace("localhost", "127.0.0.1");
        let address: SocketAddr =
            text.parse().map_err(|_| format!("listen: {text:?} is not an address such as 127.0.0.1:8080"))?;
        if !address.ip().is_loopback() && !self.public {
            return Err(format!(
                "{address} can be reached from other machines; add --public if that is meant"
            ));
        }
        Ok(address)
    }
}

fn run(settings: &Settings, db: Db, address: SocketAddr) -> Result<(), String> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).init();
    let mut hosts: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec();
    hosts.extend(settings.hosts.iter().map(|h| h.to_lowercase()));
    let api = Api { db: db.clone(), registry: rooms::registry(), authenticate };
    let supply = Arc::new(CatalogueSupply);
    let matching = Arc::new(Matching::new(supply));
    let routes = entente_api::router(api.clone()).merge(entente_needs::routes(api, matching));
    let router = frame(Server { db, hosts: Arc::new(hosts), build: VERSION }, routes);
    let runtime = Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await;
        let listener =
            listener.map_err(|e| format!("{address} is not free ({e}); choose another with --listen"))?;
        println!("Entente answers at http://{address}/api/openapi.json");
        let stop = async {
            tokio::signal::ctrl_c().await.ok();
        };
        entente_web::server::serve(listener, router, stop).await.map_err(|p| explain(&p))
    })
}

/// The actor of a bearer token, in the language that the request asks for when it names one.
fn authenticate(reads: &mut dyn Reads, token: &str, lang: Option<Lang>) -> Outcome<Option<Actor>> {
    let found = tokens::actor_of_token(reads, &Secret::new(token), ROLES)?;
    Ok(found.map(|(actor, _)| Actor { lang: lang.unwrap_or(actor.lang), ..actor }))
}
