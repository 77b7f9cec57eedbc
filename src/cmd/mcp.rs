//! `unstuck mcp`: the knowledge base for coding agents, until standard input ends.

use super::{Outcome, Terminal, load_options};
use crate::disk::Fault;
use crate::kb;
use crate::mcp::Server;
use crate::text::count;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio;

pub fn run(terminal: &Terminal) -> Result<Outcome, Fault> {
    let loaded =
        kb::load(&terminal.root()?, &kb::Options { tests: kb::Tests::None, warnings: false, ..load_options() })?;
    let pages = count(loaded.kb.pages.len(), "page");
    terminal.say(&format!("serving {pages} by the Model Context Protocol on standard input and output"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Fault::new("start", "the server", error))?;
    let done = runtime.block_on(async {
        let service = match Server::new(loaded.kb).serve(stdio()).await {
            // The client left before it said anything.
            Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            Err(error) => return Err(Fault::new("greet", "the client", error)),
            Ok(service) => service,
        };
        service.waiting().await.map(drop).map_err(|error| Fault::new("serve", "the client", error))
    });
    // A read of standard input that is under way cannot be called back: do not wait for it.
    runtime.shutdown_background();
    done.map(|()| Outcome::Done)
}
