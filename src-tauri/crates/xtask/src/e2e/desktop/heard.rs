//! What is said about notifications on the bus, with the numbers the daemon gives them.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::Result;

use crate::private_desktop::PrivateDesktop;
use crate::process::Owned;
use crate::step;

/// Listens to the private session bus until dropped.
pub struct Heard {
    _monitor: Owned,
    log: PathBuf,
}

impl Heard {
    /// Starts to listen.
    pub fn start(desktop: &PrivateDesktop) -> Result<Self> {
        let (log, path) = step::log_file("bus-monitor")?;
        let mut command = desktop.command("dbus-monitor");
        command
            .arg("--session")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let monitor = Owned::spawn("the bus monitor", &mut command)?;
        Ok(Self {
            _monitor: monitor,
            log: path,
        })
    }

    /// Returns the number of the newest notification that has `text` in it, once the daemon gave one.
    pub fn notification_with(&self, text: &str) -> Result<Option<u32>> {
        Ok(number_of(&fs::read_to_string(&self.log)?, text))
    }
}

/// Finds the call `Notify` with `text` among its arguments and the number in the answer to it.
fn number_of(log: &str, text: &str) -> Option<u32> {
    let messages = log.split("\nmethod ").collect::<Vec<_>>();
    let call = messages
        .iter()
        .rev()
        .find(|message| message.contains("member=Notify\n") && message.contains(text))?;
    let sender = word_after(call, "sender=")?;
    let serial = word_after(call, " serial=")?;
    let answer = messages.iter().find(|message| {
        message.contains(&format!("destination={sender} "))
            && message.contains(&format!("reply_serial={serial}\n"))
    })?;
    word_after(answer, "uint32 ")?.parse().ok()
}

fn word_after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.split_once(mark)?.1.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
method call time=1.0 sender=:1.9 -> destination=:1.3 serial=12 path=/org/freedesktop/Notifications; interface=org.freedesktop.Notifications; member=Notify
   string \"Herald\"
   uint32 0
   string \"Ben wrote\"
method return time=1.1 sender=:1.3 -> destination=:1.9 serial=40 reply_serial=11
   uint32 6
method return time=1.2 sender=:1.3 -> destination=:1.9 serial=41 reply_serial=12
   uint32 7
";

    #[test]
    fn a_notification_is_found_with_the_number_it_was_given() {
        assert_eq!(number_of(LOG, "Ben"), Some(7));
        assert_eq!(number_of(LOG, "Alice"), None);
    }
}
