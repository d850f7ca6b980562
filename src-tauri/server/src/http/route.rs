//! One entry of the API: its address, who may ask, what answers, and how it is described. The
//! router and the OpenAPI document are both made from these, so neither can know more.

use super::{Http, call::Call, problem::Problem};
use crate::auth::Role;
use axum::{
    body::Body,
    http::{Method, Request},
    response::Response,
};
use futures_util::future::BoxFuture;
use std::{future::Future, net::IpAddr, sync::Arc};

/// What a handler comes to.
pub(super) type Answer = Result<Response, Problem>;

/// Answers a request of someone who is known.
pub(super) type Handler = Arc<dyn Fn(Call) -> BoxFuture<'static, Answer> + Send + Sync>;

/// Answers a request of anyone.
pub(super) type OpenHandler = fn(&Http) -> Answer;

/// Answers a request of the realtime endpoint, which has keys and errors of its own.
pub(super) type RealtimeHandler =
    fn(Arc<Http>, Request<Body>, IpAddr) -> BoxFuture<'static, Response>;

/// One entry of the API.
pub(super) struct Route {
    /// The method; `HEAD` goes with `GET`.
    pub method: Method,
    /// The address, with its parameters in braces, as axum and OpenAPI both write it.
    pub path: &'static str,
    /// Who may ask, and what answers.
    pub access: Access,
    /// How it is described.
    pub operation: super::openapi::Operation,
}

/// Who may ask, and what answers.
#[derive(Clone)]
pub(super) enum Access {
    /// Anyone.
    Anyone(OpenHandler),
    /// Whoever is on this machine; an operator from elsewhere.
    Near(OpenHandler),
    /// Tokens of these roles.
    Roles(&'static [Role], Handler),
    /// Whoever has a key of the realtime endpoint: the answer looks itself, and says what is wrong
    /// as that protocol has it.
    Realtime(RealtimeHandler),
}

impl Access {
    /// Tokens of these roles.
    pub fn roles<F, A>(roles: &'static [Role], handler: F) -> Self
    where
        F: Fn(Call) -> A + Send + Sync + 'static,
        A: Future<Output = Answer> + Send + 'static,
    {
        Self::Roles(roles, Arc::new(move |call| Box::pin(handler(call))))
    }
}
