//! `entente routes`

use clap::Args;
use serde_json::json;

use crate::house::ACCOUNT_KEEPERS;
use crate::rooms;

/// Lists every address with its method and its rule.
#[derive(Args)]
pub(super) struct Routes {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Routes {
    pub(super) fn run(&self) {
        let rooms = rooms::rooms(&rooms::Engines::new());
        let pages = entente_web::all_routes(&rooms, ACCOUNT_KEEPERS);
        let mut all: Vec<(String, String, String)> =
            pages.iter().map(|r| (r.method.to_string(), r.path.clone(), r.gate.words())).collect();
        let api = entente_api::ROUTES.map(|(m, p, rule)| (m.to_owned(), p.to_owned(), rule.to_owned()));
        all.extend(api);
        let watch = ("GET", "/metrics", "this machine, or a token of administrator");
        all.extend([watch].map(|(m, p, rule)| (m.to_owned(), p.to_owned(), rule.to_owned())));
        if self.json {
            let rows: Vec<_> =
                all.iter().map(|(m, p, rule)| json!({ "method": m, "path": p, "rule": rule })).collect();
            println!("{:#}", json!(rows));
        } else {
            for (method, path, rule) in all {
                println!("{method}\t{path}\t{rule}");
            }
        }
    }
}
