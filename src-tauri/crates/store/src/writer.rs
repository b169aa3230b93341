//! Group commit: one task takes the units that wait, writes them in one transaction, answers them all.
//!
//! Making a transaction durable costs the same for one unit as for five hundred. Each unit has a
//! savepoint of its own, so that one that fails leaves its neighbours alone.

use std::collections::HashSet;
use std::sync::Arc;

use herald_pipeline::ports::{Hint, StoreError, UnitOfWork, Wake};
use tokio::sync::{mpsc, oneshot};

use crate::commit::{apply, hints};
use crate::db::Db;
use crate::tx::Tx;

/// Units taken into one transaction at most.
const TOGETHER: usize = 500;

type Answer = Result<(), StoreError>;

enum Command {
    Commit {
        unit: UnitOfWork,
        reply: oneshot::Sender<Answer>,
    },
    Close {
        reply: oneshot::Sender<()>,
    },
}

/// The way to the task that writes.
pub(crate) struct Writer {
    commands: mpsc::Sender<Command>,
}

fn closed() -> StoreError {
    StoreError::Failed("it is closed".to_owned())
}

impl Writer {
    /// Starts the task; it ends when this handle is dropped or closed.
    #[expect(
        clippy::disallowed_methods,
        reason = "the task belongs to the store and ends with it; no supervisor could write in its place"
    )]
    pub(crate) fn start(db: Arc<Db>, wake: Arc<dyn Wake>) -> Self {
        let (commands, inbox) = mpsc::channel(TOGETHER);
        tokio::spawn(Task { db, wake }.run(inbox));
        Self { commands }
    }

    pub(crate) async fn commit(&self, unit: UnitOfWork) -> Answer {
        let (reply, answer) = oneshot::channel();
        let command = Command::Commit { unit, reply };
        self.commands.send(command).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Waits until everything sent before is written, then ends the task.
    pub(crate) async fn close(&self) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Close { reply }).await.is_ok() {
            // An error means that the task has ended already.
            done.await.ok();
        }
    }
}

struct Waiting {
    unit: UnitOfWork,
    reply: oneshot::Sender<Answer>,
}

struct Task {
    db: Arc<Db>,
    wake: Arc<dyn Wake>,
}

impl Task {
    async fn run(self, mut inbox: mpsc::Receiver<Command>) {
        let mut taken = Vec::with_capacity(TOGETHER);
        while inbox.recv_many(&mut taken, TOGETHER).await > 0 {
            let mut batch = Vec::with_capacity(taken.len());
            let mut closing = Vec::new();
            for command in taken.drain(..) {
                match command {
                    Command::Commit { unit, reply } => batch.push(Waiting { unit, reply }),
                    Command::Close { reply } => closing.push(reply),
                }
            }
            if !batch.is_empty() {
                Box::pin(self.write(batch)).await;
            }
            if !closing.is_empty() {
                inbox.close();
                for reply in closing {
                    // Nobody waits any more; there is nothing to tell.
                    reply.send(()).ok();
                }
            }
        }
    }

    async fn write(&self, batch: Vec<Waiting>) {
        let units: Vec<&UnitOfWork> = batch.iter().map(|w| &w.unit).collect();
        let answers = match self.together(&units).await {
            Ok(answers) => answers,
            Err(Lost::Begin(e)) => vec![Err(e); units.len()],
            Err(Lost::Batch(e)) => {
                tracing::warn!(error = %e, units = units.len(), "a batch failed; writing one by one");
                self.one_by_one(&units).await
            }
        };
        let written = units.iter().zip(&answers).filter(|(_, a)| a.is_ok());
        let rung: HashSet<Hint> = written.flat_map(|(unit, _)| hints(unit)).collect();
        for hint in HINTS.into_iter().filter(|h| rung.contains(h)) {
            self.wake.ring(hint);
        }
        for (waiting, answer) in batch.into_iter().zip(answers) {
            // The one who asked may have stopped waiting; the unit stays written.
            waiting.reply.send(answer).ok();
        }
    }

    async fn together(&self, units: &[&UnitOfWork]) -> Result<Vec<Answer>, Lost> {
        let mut tx = self.db.begin().await.map_err(Lost::Begin)?;
        if let [unit] = units {
            return Ok(vec![alone(tx, unit).await]);
        }
        let mut answers = Vec::with_capacity(units.len());
        for unit in units {
            tx.mark().await.map_err(Lost::Batch)?;
            let answer = apply(&mut tx, unit).await;
            let settled = if answer.is_ok() {
                tx.keep().await
            } else {
                tx.undo().await
            };
            if let Err(e) = settled {
                // SQLite undid the whole transaction: the unit's own error says why.
                return Err(Lost::Batch(answer.err().unwrap_or(e)));
            }
            answers.push(answer);
        }
        tx.commit().await.map_err(Lost::Batch)?;
        Ok(answers)
    }

    async fn one_by_one(&self, units: &[&UnitOfWork]) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(units.len());
        for unit in units {
            let answer = match self.together(&[*unit]).await {
                Ok(mut alone) => alone.pop().unwrap_or_else(|| Err(closed())),
                Err(Lost::Begin(e) | Lost::Batch(e)) => Err(e),
            };
            answers.push(answer);
        }
        answers
    }
}

/// Writes the only unit of a transaction; it needs no savepoint.
async fn alone(mut tx: Tx, unit: &UnitOfWork) -> Answer {
    let answer = apply(&mut tx, unit).await;
    if answer.is_ok() {
        return tx.commit().await;
    }
    tx.abandon().await;
    answer
}

/// In this order hints are rung.
const HINTS: [Hint; 6] = [
    Hint::Accounts,
    Hint::Activity,
    Hint::Reviews,
    Hint::Actions,
    Hint::Settings,
    Hint::Work,
];

/// Why no unit of a transaction was written.
enum Lost {
    /// It never began.
    Begin(StoreError),
    /// It was undone as a whole.
    Batch(StoreError),
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
