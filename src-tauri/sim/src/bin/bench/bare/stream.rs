//! Bare WebSocket: every listener gets every frame, and a frame of any size for the asking.

use futures_util::{SinkExt, StreamExt};
use tokio::{net::TcpStream, sync::broadcast};
use tokio_tungstenite::{
    accept_hdr_async_with_config,
    tungstenite::{
        Message, Utf8Bytes,
        handshake::server::{ErrorResponse, Request, Response},
        http::{HeaderValue, header::SEC_WEBSOCKET_PROTOCOL},
        protocol::WebSocketConfig,
    },
};

/// Read at once: what a listener says is a number.
const READ_BYTES: usize = 4 * 1024;

/// Serves one listener until it goes.
///
/// # Errors
/// When it breaks off, or reads too slowly.
pub async fn serve(
    tcp: TcpStream,
    mut frames: broadcast::Receiver<Utf8Bytes>,
) -> anyhow::Result<()> {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(0);
    let mut socket = accept_hdr_async_with_config(tcp, agree, Some(config)).await?;
    loop {
        tokio::select! {
            frame = frames.recv() => socket.send(Message::Text(frame?)).await?,
            said = socket.next() => match said.transpose()? {
                Some(Message::Text(size)) => {
                    let text = "x".repeat(size.as_str().parse()?);
                    socket.send(Message::text(text)).await?;
                }
                Some(Message::Close(_)) | None => return Ok(()),
                Some(_) => {}
            },
        }
    }
}

/// Speaks the subprotocol that the client speaks.
#[allow(
    clippy::result_large_err,
    reason = "the library's type, and never an error"
)]
fn agree(_: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let protocol = HeaderValue::from_static(wire::SUBPROTOCOL);
    response
        .headers_mut()
        .insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    Ok(response)
}
