//! `heard-server token`: bearer tokens, which the running server notices by itself.

use super::{Where, open};
use crate::{
    auth::{self, Role},
    serve::FIRST_RESTAURANT,
};
use clap::Subcommand;
use jiff::Timestamp;
use std::io::{self, Read, Write};
use store::{NewToken, RestaurantId, TokenId};

/// Random bytes of a token: guessing one is hopeless, and so is finding one by its hash.
const BYTES: usize = 32;

/// What is read of a token that is said: several times what one has.
const SAID_BYTES: u64 = 512;

/// The longest name, in characters: a line of the list.
const NAME_CHARS: usize = 80;

/// What is done with tokens.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a token and print it, this once: it is stored hashed
    Create {
        #[command(flatten)]
        place: Where,
        /// `pos` (place, amend, cancel, read), `display` (stream, kitchen commands), `counter`
        /// (place orders, voice), `device` (what display and counter may) or `operator` (everything)
        #[arg(long, value_parser = role)]
        role: Role,
        /// Whose it is, for people
        #[arg(long, default_value = "", value_parser = name)]
        name: String,
        /// Where it is valid
        #[arg(long, value_name = "ID", default_value = FIRST_RESTAURANT, value_parser = restaurant)]
        restaurant: RestaurantId,
    },
    /// List the tokens that are valid
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Revoke a token: its connections are closed within a second
    Revoke {
        #[command(flatten)]
        place: Where,
        /// As `token list` shows it
        #[arg(required_unless_present = "stdin", conflicts_with = "stdin")]
        id: Option<TokenId>,
        /// Read the token itself from standard input; one that is not valid is no error
        #[arg(long)]
        stdin: bool,
    },
}

/// Does it.
pub(super) fn run(command: Command) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match command {
        Command::Create {
            place,
            role,
            name,
            restaurant,
        } => {
            let mut tokens = open(&place.place()?, true)?.tokens()?;
            let secret = secret(role)?;
            let id = tokens.create(&NewToken {
                role: role.as_str().to_owned(),
                name,
                restaurant,
                hash: auth::hash(&secret),
                created_at_ms: Timestamp::now().as_millisecond(),
            })?;
            writeln!(out, "{secret}")?;
            writeln!(io::stderr(), "token {id}, role {}", role.as_str())?;
        }
        Command::List { place } => {
            let mut tokens = open(&place.place()?, false)?.tokens()?;
            writeln!(
                out,
                "{:>6}  {:<8}  {:<20}  {:<20}  NAME",
                "ID", "ROLE", "RESTAURANT", "MADE"
            )?;
            for token in tokens.list()? {
                let made = Timestamp::from_millisecond(token.created_at_ms)?;
                writeln!(
                    out,
                    "{:>6}  {:<8}  {:<20}  {made:<20.0}  {}",
                    token.id.to_string(),
                    token.role,
                    token.restaurant.as_str(),
                    token.name,
                )?;
            }
        }
        Command::Revoke { place, id, .. } => {
            let mut tokens = open(&place.place()?, false)?.tokens()?;
            let id = match id {
                Some(id) => id,
                None => match tokens.by_hash(&auth::hash(&said(io::stdin().lock())?))? {
                    Some(token) => token.id,
                    None => return Ok(writeln!(out, "it is not valid")?),
                },
            };
            anyhow::ensure!(
                tokens.revoke(id)?,
                "there is no token {id}; see `token list`"
            );
            writeln!(out, "token {id} is revoked")?;
        }
    }
    Ok(())
}

/// The token that is said, without the space around it.
fn said(input: impl Read) -> io::Result<String> {
    let mut text = String::new();
    input.take(SAID_BYTES).read_to_string(&mut text)?;
    Ok(text.trim().to_owned())
}

/// `heard_display_` and 43 characters: what it is can be seen by people, and by tools that look
/// for secrets where none should be.
fn secret(role: Role) -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(format!("heard_{}_{}", role.as_str(), base64url(&bytes)))
}

/// RFC 4648, section 5, without padding.
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let group = three
            .iter()
            .chain(&[0, 0])
            .take(3)
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte));
        for digit in 0..=three.len() {
            let value = group >> (18 - 6 * digit) & 63;
            text.push(char::from(DIGITS[value as usize]));
        }
    }
    text
}

fn role(text: &str) -> Result<Role, String> {
    let names: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    Role::parse(text).ok_or_else(|| format!("a role is one of {}", names.join(", ")))
}

fn restaurant(text: &str) -> Result<RestaurantId, String> {
    RestaurantId::new(text).map_err(|error| error.to_string())
}

fn name(text: &str) -> Result<String, String> {
    if text.chars().count() > NAME_CHARS || text.chars().any(char::is_control) {
        return Err(format!(
            "a name is one line of at most {NAME_CHARS} characters"
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_base64url_as_the_rfc_has_it() {
        // RFC 4648, section 10.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn no_two_tokens_are_alike() {
        let (one, other) = (secret(Role::Pos).unwrap(), secret(Role::Pos).unwrap());
        assert_ne!(one, other);
        assert!(one.starts_with("heard_pos_") && one.len() == "heard_pos_".len() + 43);
    }
}
