//! Just enough HTTP/1.1 to ask a server on this machine, over one connection that stays open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::shell::Outcome;

/// A connection.
pub(crate) struct Http {
    stream: BufReader<TcpStream>,
    port: u16,
    /// Sent with every request, each line ended.
    pub(crate) headers: String,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Http {
    /// # Errors
    /// When nobody answers at the port.
    pub(crate) fn open(port: u16) -> Outcome<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|e| e.to_string())?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        // A server that was stopped in the middle of an answer must not be waited for.
        stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(|e| e.to_string())?;
        Ok(Self { stream: BufReader::new(stream), port, headers: String::new() })
    }

    /// # Errors
    /// When the connection breaks.
    pub(crate) fn get(&mut self, path: &str) -> Outcome<Answer> {
        self.ask("GET", path, "", "")
    }

    /// # Errors
    /// When the connection breaks.
    pub(crate) fn post(&mut self, path: &str, media: &str, body: &str) -> Outcome<Answer> {
        self.ask("POST", path, media, body)
    }

    /// With further headers, each line ended.
    ///
    /// # Errors
    /// When the connection breaks.
    pub(crate) fn json(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Outcome<Answer> {
        let before = self.headers.clone();
        self.headers += headers;
        let answer = self.ask(method, path, "application/json", body);
        self.headers = before;
        answer
    }

    fn ask(&mut self, method: &str, path: &str, media: &str, body: &str) -> Outcome<Answer> {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}", self.port, self.headers);
        if method != "GET" {
            request += &format!("Content-Type: {media}\r\nContent-Length: {}\r\n", body.len());
        }
        request += "\r\n";
        request += body;
        self.stream.get_mut().write_all(request.as_bytes()).map_err(|e| e.to_string())?;
        self.answer().map_err(|e| format!("{method} {path}: {e}"))
    }

    fn answer(&mut self) -> std::io::Result<Answer> {
        let mut head = String::new();
        loop {
            let before = head.len();
            if self.stream.read_line(&mut head)? == 0 {
                return Err(std::io::Error::other("closed"));
            }
            if head.get(before..).is_some_and(|line| line.trim().is_empty()) {
                break;
            }
        }
        let status = head.get(9..12).and_then(|s| s.parse().ok()).unwrap_or(0);
        let lower = head.to_lowercase();
        let length = value(&lower, "content-length").and_then(|n| n.parse().ok());
        let body = match length {
            Some(length) => {
                let mut body = vec![0; length];
                self.stream.read_exact(&mut body)?;
                body
            }
            None if status == 204 || status == 304 => Vec::new(),
            None if lower.contains("transfer-encoding: chunked") => self.chunks()?,
            None => Vec::new(),
        };
        Ok(Answer { status, head, body })
    }

    fn chunks(&mut self) -> std::io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
            let mut chunk = vec![0; size + 2];
            self.stream.read_exact(&mut chunk)?;
            if size == 0 {
                return Ok(body);
            }
            chunk.truncate(size);
            body.extend(chunk);
        }
    }
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The value of a header; the head is in lower case.
pub(crate) fn value<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}
