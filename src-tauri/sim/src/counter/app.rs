//! The app's part of a counter: its cart, filled by hand and by the voice's calls.

use super::Counter;
use kitchen::cart::{
    CartLine,
    tools::{self, Call},
};
use serde_json::{Value, json};
use std::time::Instant;
use voice::VoiceAsk;

impl Counter {
    /// A line is put into the cart by hand, and the voice is told.
    ///
    /// # Errors
    /// When the tool refuses, or the voice is gone.
    pub async fn tap(&mut self, item: &str) -> anyhow::Result<()> {
        let call = Call::read("add_item", &json!({"item": item}).to_string())?;
        tools::run(&mut self.cart, &self.state, 0, &call)?;
        self.handle
            .cart_changed(self.cart.to_json(&self.state))
            .await?;
        Ok(())
    }

    /// All lines of an item are taken out by hand, and the voice is told.
    ///
    /// # Errors
    /// As [`Self::tap`].
    pub async fn untap(&mut self, item: &str) -> anyhow::Result<()> {
        self.take_out(|line| line.item.as_str() == item).await
    }

    /// All lines but those of these items are taken out by hand, and the voice is told.
    ///
    /// # Errors
    /// As [`Self::tap`].
    pub async fn untap_all_but(&mut self, items: &[&str]) -> anyhow::Result<()> {
        self.take_out(|line| !items.contains(&line.item.as_str()))
            .await
    }

    async fn take_out(&mut self, which: impl Fn(&CartLine) -> bool) -> anyhow::Result<()> {
        let lines = self.cart.lines().iter();
        let of: Vec<_> = lines
            .filter(|line| which(line))
            .map(|line| line.id.clone())
            .collect();
        for line in of {
            let call = Call::read("remove_item", &json!({"line": line}).to_string())?;
            tools::run(&mut self.cart, &self.state, 0, &call)?;
        }
        let cart = self.cart.to_json(&self.state);
        Ok(self.handle.cart_changed(cart).await?)
    }

    /// How many of an item are in the cart.
    pub fn quantity(&self, item: &str) -> u32 {
        let lines = self.cart.lines().iter();
        let of = lines.filter(|line| line.item.as_str() == item);
        of.map(|line| line.quantity).sum()
    }

    /// Whether something else than these is in the cart.
    pub fn has_other_than(&self, items: &[&str]) -> bool {
        let mut lines = self.cart.lines().iter();
        lines.any(|line| !items.contains(&line.item.as_str()))
    }

    pub(super) async fn carry_out(&mut self, ask: VoiceAsk) -> anyhow::Result<()> {
        let VoiceAsk::Call {
            call_id,
            name,
            arguments,
        } = ask;
        self.calls.push(name.clone());
        let output = match Call::read(&name, &arguments) {
            Ok(call) => match tools::run(&mut self.cart, &self.state, 0, &call) {
                Ok(answer) => json!({"ok": true, "lines": answer.lines, "cart": answer.cart}),
                Err(refusal) => refused(refusal.code.as_str(), &refusal.message),
            },
            Err(error) => refused("invalid_arguments", &error.to_string()),
        };
        self.called.get_or_insert_with(Instant::now);
        Ok(self.handle.answered(call_id, output).await?)
    }
}

fn refused(code: &str, message: &str) -> Value {
    json!({"ok": false, "error": {"code": code, "message": message}})
}
