//! `entente serve` and `entente demo`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use entente_access::grants;
use entente_store::Db;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::{explain, model, open, progress};
use crate::settings::{Institution, Office, Settings};
use crate::{demo, house, privacy, rooms, search};

/// Where to listen.
#[derive(Args)]
pub(super) struct Serve {
    /// Address and port.
    #[arg(long)]
    listen: Option<String>,
    /// A folder with a model of meaning: tokenizer.json and model.safetensors. Off without one.
    #[arg(long)]
    embeddings: Option<PathBuf>,
    /// Allows an address that other machines reach.
    #[arg(long)]
    public: bool,
}

/// The demo.
#[derive(Args)]
pub(super) struct Demo {
    #[command(flatten)]
    serve: Serve,
    /// Adds generated, marked rows up to so many organisations, with experts, evidence, technologies and needs.
    #[arg(long)]
    scale: Option<u64>,
}

impl Demo {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        self.serve.run_demo(settings, self.scale)
    }
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
        run(settings, &db, address, Vec::new(), self.embeddings.as_deref())
    }

    /// The demo is an installation of its own, in a folder of its own.
    fn run_demo(&self, settings: &Settings, scale: Option<u64>) -> Result<(), String> {
        let mut settings = settings.clone();
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
        settings.mail.folder = Some(settings.data.join("mail"));
        settings.mail.from = "Demo University <cooperation@demo.example>".into();
        let address = self.address(&settings)?;
        settings.listen = address.to_string();
        let db = open(&settings)?;
        demo::build(&db).and_then(|()| demo::reports::publish(&db)).map_err(|p| explain(&p))?;
        if let Some(organisations) = scale {
            let made = demo::scale::add(&db, organisations, &mut |made| progress(made, "rows made"));
            eprintln!("{} rows made", made.map_err(|p| explain(&p))?);
        }
        println!("The demo's people, companies and needs are invented. Log in as:");
        let shown = demo::logins();
        for (role, login) in &shown {
            println!("  {role:<16} {login:<8} password {login}-of-the-demo");
        }
        run(&settings, &db, address, shown, self.embeddings.as_deref())
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

fn run(
    settings: &Settings,
    db: &Db,
    address: SocketAddr,
    shown: Vec<(String, String)>,
    embeddings: Option<&Path>,
) -> Result<(), String> {
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_target(false).init();
    let mut engines = rooms::Engines::with(embeddings.map(model).transpose()?);
    engines.trash_days = settings.trash_days;
    let folder = settings.data.join("search");
    let alone = search::alone(&settings.data).map_err(|p| explain(&p))?;
    let _alone = alone.ok_or_else(|| {
        format!(
            "another program serves from {}; stop it first, or choose another --data",
            settings.data.display()
        )
    })?;
    let search = search::open(Some(&folder)).map_err(|p| explain(&p))?;
    let web = house::web(db.clone(), settings, &engines, &search, shown).map_err(|p| explain(&p))?;
    let router = house::router(&web, settings, Arc::clone(&engines.matching), &search);
    let runtime = Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await;
        let listener =
            listener.map_err(|e| format!("{address} is not free ({e}); choose another with --listen"))?;
        house::work(db, &search, &engines, privacy::register(settings));
        house::inboxes(&web, settings.mailer()?);
        house::jobs(&web, settings);
        println!("Entente answers at http://{address}/");
        let stop = async {
            tokio::signal::ctrl_c().await.ok();
        };
        entente_web::server::serve(listener, router, stop).await.map_err(|p| explain(&p))
    })
}
