//! What stands between people and records: the server's frame, and later the shell, pages and forms.

pub mod server;
