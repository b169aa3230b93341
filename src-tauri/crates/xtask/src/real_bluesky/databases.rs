//! A PostgreSQL and a Redis of the test's own, on free ports of loopback, in a folder that goes away.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process::{Owned, free_port, on_path, tied, wait_for};
use crate::step::{self, output_of};

/// How long a database may take to answer.
const START_LIMIT: Duration = Duration::from_secs(30);

/// Two running databases and the folder that holds their data.
pub struct Databases {
    // Dropped in this order: the folder goes last.
    _redis: Owned,
    _postgres: Owned,
    dir: TempDir,
    postgres_port: u16,
    redis_port: u16,
}

impl Databases {
    /// Creates and starts both databases and waits until they answer.
    pub fn start() -> Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix("herald-databases-")
            .tempdir()?;
        // PostgreSQL refuses to run as root, so its folder below belongs to another user.
        fs::set_permissions(dir.path(), Permissions::from_mode(0o755))?;
        fs::create_dir(dir.path().join("scratch"))?;
        let (postgres_port, redis_port) = (free_port()?, free_port()?);
        let postgres = start_postgres(&dir.path().join("postgres"), postgres_port)?;
        let redis = start_redis(dir.path(), redis_port)?;
        Ok(Self {
            _redis: redis,
            _postgres: postgres,
            dir,
            postgres_port,
            redis_port,
        })
    }

    /// Returns the address of the PostgreSQL database.
    pub fn postgres_url(&self) -> String {
        format!(
            "postgresql://postgres@127.0.0.1:{}/postgres",
            self.postgres_port
        )
    }

    /// Returns host and port of the Redis server.
    pub fn redis_address(&self) -> String {
        format!("127.0.0.1:{}", self.redis_port)
    }

    /// Returns a folder for temporary data of whoever uses the databases.
    pub fn scratch(&self) -> PathBuf {
        self.dir.path().join("scratch")
    }
}

fn start_postgres(data: &Path, port: u16) -> Result<Owned> {
    fs::create_dir(data)?;
    if rustix::process::geteuid().is_root() {
        let uid = output_of(Command::new("id").args(["-u", "postgres"]))?.parse()?;
        chown(data, Some(uid), None).context("Give PostgreSQL its folder")?;
    }
    let programs = postgres_programs()?;
    let mut initdb = unprivileged(&programs.join("initdb"));
    initdb.args([
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-U",
        "postgres",
        "-N",
        "-D",
    ]);
    output_of(initdb.arg(data)).context("Create a PostgreSQL database")?;
    let (log, _) = step::log_file("postgres")?;
    let mut command = unprivileged(&programs.join("postgres"));
    command.arg("-D").arg(data).args(["-p", &port.to_string()]);
    // A test that loses power starts over: nothing here needs to reach the disk.
    for setting in [
        "unix_socket_directories=",
        "listen_addresses=127.0.0.1",
        "fsync=off",
    ] {
        command.args(["-c", setting]);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log);
    let mut postgres = Owned::spawn("PostgreSQL", &mut command)?.ended_by_interrupt();
    let ready = programs.join("pg_isready");
    wait_for("PostgreSQL to answer", START_LIMIT, || {
        postgres.must_be_running()?;
        let asked = ["-q", "-h", "127.0.0.1", "-p", &port.to_string()];
        Ok(Command::new(&ready)
            .args(asked)
            .status()?
            .success()
            .then_some(()))
    })?;
    Ok(postgres)
}

fn start_redis(dir: &Path, port: u16) -> Result<Owned> {
    let (log, _) = step::log_file("redis")?;
    let port = port.to_string();
    let mut command = tied("redis-server");
    command.args([
        "--port",
        &port,
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
    ]);
    command
        .arg("--dir")
        .arg(dir)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    let mut redis = Owned::spawn("Redis", &mut command)?;
    wait_for("Redis to answer", START_LIMIT, || {
        redis.must_be_running()?;
        let answer = output_of(Command::new("redis-cli").args(["-p", &port, "ping"]));
        Ok(answer.is_ok_and(|said| said == "PONG").then_some(()))
    })?;
    Ok(redis)
}

/// Builds a command that runs as the user `postgres` when this tool runs as root.
fn unprivileged(program: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        return tied(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    command.args(["--pdeathsig", "TERM", "--"]).arg(program);
    // The folder this tool was started in may be closed to that user.
    command.current_dir("/");
    command
}

/// Finds the folder with `initdb`; Debian keeps it off the search path, one folder per version.
fn postgres_programs() -> Result<PathBuf> {
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        let mut found: Vec<PathBuf> = versions.flatten().map(|entry| entry.path()).collect();
        found.sort_by_key(|path| {
            path.file_name()
                .and_then(|name| name.to_str()?.parse::<u32>().ok())
        });
        if let Some(newest) = found.pop() {
            return Ok(newest.join("bin"));
        }
    }
    if on_path("initdb") {
        return Ok(PathBuf::new());
    }
    output_of(Command::new("pg_config").arg("--bindir"))
        .map(PathBuf::from)
        .context("PostgreSQL is not installed")
}
