//! One HTTP request and its answer: of a device to its order server, and of that to a provider.
//!
//! A request has a connection of its own that ends with its answer, lives in whoever awaits it,
//! and spawns nothing: dropping the future breaks it off. Answers are bounded in time and size.

mod dial;
mod post;
mod url;

pub use dial::{DialError, Dialer, Wire};
pub use hyper::{
    HeaderMap, StatusCode,
    body::Bytes,
    header::{self, HeaderName, HeaderValue},
};
pub use post::{Answer, PostError, post};
pub use url::{HTTPS, NoUrl, Url};
