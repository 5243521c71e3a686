//! A static host for `dist/`, as small as one can be: what works here works on any other.
//!
//! It is a library so that people (`cargo xtask serve`) and the browser tests are served alike.

use std::io;
use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// How many ports are tried after the first: more neighbours than this means that something is
/// wrong.
const PORTS_TRIED: u16 = 100;

/// Listens on this machine only, on the first free port from `port` on; 0 takes whichever is free.
pub async fn listen(port: u16) -> io::Result<TcpListener> {
    let mut candidate = port;
    loop {
        match TcpListener::bind(("127.0.0.1", candidate)).await {
            Err(error)
                if error.kind() == io::ErrorKind::AddrInUse
                    && candidate < port.saturating_add(PORTS_TRIED) =>
            {
                candidate += 1;
            }
            outcome => return outcome,
        }
    }
}

/// Serves the files of `folder` until the process, or the runtime, ends.
pub async fn serve(listener: TcpListener, folder: &Path) -> io::Result<()> {
    // A rebuilt page must never meet a module of the build before.
    let revalidate = SetResponseHeaderLayer::overriding(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache"),
    );
    let router = Router::new()
        .fallback_service(ServeDir::new(folder))
        .layer(revalidate);
    axum::serve(listener, router).await
}
