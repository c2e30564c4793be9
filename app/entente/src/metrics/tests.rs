//! Who may read what the program is at, and that it says it.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use entente_access::{accounts, tokens};
use entente_store::By;
use entente_testkit::{Bench, on_each_engine};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::*;
use crate::demo;
use crate::rooms::{self, ROLES};

struct Site<'b> {
    bench: &'b Bench,
    router: Router,
    runtime: Runtime,
}

impl Site<'_> {
    fn ask(&self, peer: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let mut request = Request::builder().uri("/metrics");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            let status = answer.status().as_u16();
            let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            (status, String::from_utf8_lossy(&body).into_owned())
        })
    }

    fn bearer(&self, login: &'static str) -> String {
        let made = self.bench.db.write_now(By::system("t"), move |tx| {
            let account = accounts::find_by_login(tx, login)?.unwrap();
            tokens::create(tx, account.id, "watch", 1)
        });
        format!("Bearer {}", made.unwrap().0.reveal())
    }
}

#[test]
fn it_is_told_to_this_machine_and_to_administrators() {
    on_each_engine(&rooms::migrations(), |bench| {
        demo::build(&bench.db).unwrap();
        let search = Search::open(None, rooms::registry(), ROLES).unwrap();
        let metrics = Metrics { db: bench.db.clone(), meter: Arc::default(), search };
        let site = Site { bench, router: metrics.router(), runtime: Runtime::new().unwrap() };
        let (near, far) = ("127.0.0.1:5000", "192.0.2.7:5000");
        let (here, there) = (("host", "127.0.0.1:8080"), ("host", "entente.example.org"));
        let (status, text) = site.ask(near, &[here]);
        assert_eq!(status, 200, "{text}");
        for name in [
            "entente_requests_total",
            "entente_mail_waiting{state=\"new\"} ",
            "entente_database_waiting{way=\"write\"} 0",
            "entente_database_seconds_count{way=\"write\"} ",
            "process_resident_memory_bytes ",
        ] {
            assert!(text.contains(name), "{name}\n{text}");
        }
        let (officer, admin) = (site.bearer("officer"), site.bearer("admin"));
        assert_eq!(site.ask(far, &[here]).0, 401, "from afar");
        assert_eq!(site.ask(near, &[there]).0, 401, "by a proxy that passes the host on");
        assert_eq!(site.ask(near, &[here, ("x-forwarded-for", "192.0.2.7")]).0, 401, "by another proxy");
        assert_eq!(site.ask(far, &[there, ("authorization", "Bearer nonsense")]).0, 401);
        assert_eq!(site.ask(far, &[there, ("authorization", &officer)]).0, 403);
        assert_eq!(site.ask(far, &[there, ("authorization", &admin)]).0, 200);
    });
}
