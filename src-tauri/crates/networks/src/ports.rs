//! Hands out reading and writing as the two ports the pipeline knows.

use std::sync::Arc;

use herald_domain::Network;
use herald_pipeline::ports::{
    AccountConnector, ActionExecutor, ActivitySource, KindOfAccount, NetworkReaders, NetworkWriters,
};

use crate::Networks;

impl NetworkReaders for Networks {
    fn connector(&self, network: Network) -> Option<Arc<dyn AccountConnector>> {
        self.connector(network)
    }

    fn source(&self, network: Network) -> Option<Arc<dyn ActivitySource>> {
        self.source(network)
    }

    fn table(&self, network: Network) -> Vec<KindOfAccount> {
        self.table(network)
    }
}

impl NetworkWriters for Networks {
    fn executor(&self, network: Network) -> Option<Arc<dyn ActionExecutor>> {
        self.executor(network)
    }
}
