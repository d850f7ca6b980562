//! What a server says of itself (PROTOCOL, section 2: `GET /metrics`).

use super::Server;
use crate::http::Client;
use anyhow::Context;

/// Its metrics at one moment.
#[derive(Debug, Clone)]
pub struct Metrics(String);

impl Server {
    /// Its metrics now.
    ///
    /// # Errors
    /// When it does not say.
    pub async fn metrics(&self) -> anyhow::Result<Metrics> {
        Metrics::ask(&mut Client::new(self.address(), "none")).await
    }
}

impl Metrics {
    /// Those of a client's server, over its connection: asked again and again it adds nothing to what is
    /// counted.
    ///
    /// # Errors
    /// When the server does not say.
    pub async fn ask(client: &mut Client) -> anyhow::Result<Self> {
        let answer = client.get("/metrics").await?;
        Ok(Self(String::from_utf8(answer.body.to_vec())?))
    }

    /// The value of a series: a name, with its labels in braces where it has any.
    ///
    /// # Errors
    /// When there is none.
    pub fn value(&self, series: &str) -> anyhow::Result<f64> {
        let mut lines = self.0.lines();
        let line = lines.find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        let line = line.with_context(|| format!("no {series} in {}", self.0))?;
        Ok(line.trim().parse()?)
    }

    /// Every series of a name: what stands in its braces, and its value.
    pub fn family<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, f64)> + 'a {
        self.0.lines().filter_map(move |line| {
            let (labels, value) = line
                .strip_prefix(name)?
                .strip_prefix('{')?
                .split_once('}')?;
            Some((labels, value.trim().parse().ok()?))
        })
    }
}
