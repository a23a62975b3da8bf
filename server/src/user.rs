//! `turnaway user`: manages the users who may sign in.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use service::clock;
use store::{Actor, Mode, NewUser, Password, Rights, SignInName, Store, User, UserError};

use crate::command_line::user::{RightsOptions, UserCommand, UserOptions};
use crate::failure::Failure;
use crate::output::print_line;
use domain::display::printable;

/// Characters of a name in the list.
const NAME_CHARS: usize = 100;

/// Runs the command. A running `serve` applies the change from the next request on.
pub(crate) async fn run(options: &UserOptions) -> Result<ExitCode, Failure> {
    let mode = match options.command {
        UserCommand::Add { .. } => Mode::Create,
        _ => Mode::Existing,
    };
    // Checked before the password prompt, so that a password isn't typed in vain.
    let store = Store::open(&options.file.database, mode).await?;
    let by = Actor::command_line(clock::now());
    match &options.command {
        UserCommand::Add {
            name,
            rights,
            no_password,
        } => {
            let new = NewUser {
                name: SignInName::new(name)?,
                rights: rights_of(rights)?,
                password: if *no_password {
                    None
                } else {
                    Some(password()?)
                },
            };
            store.add_user(new, &by).await?;
        }
        UserCommand::List => list(&store).await?,
        UserCommand::Role { name, rights } => {
            let rights = rights_of(rights)?;
            let user = named(&store, name).await?;
            store.set_rights(user.id, &rights, &by).await?;
        }
        UserCommand::Password { name } => {
            let user = named(&store, name).await?;
            let password = Some(password()?);
            store.set_password(user.id, password, None, &by).await?;
        }
        UserCommand::SignOut { name } => {
            let user = named(&store, name).await?;
            store.end_sessions(user.id, &by).await?;
        }
        UserCommand::Remove { name } => {
            let user = named(&store, name).await?;
            store.remove_user(user.id, &by).await?;
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn named(store: &Store, name: &str) -> Result<User, Failure> {
    let user = store.user_named(name.trim()).await?;
    Ok(user.ok_or(UserError::Unknown)?)
}

fn rights_of(options: &RightsOptions) -> Result<Rights, Failure> {
    if options.accounts.is_empty() {
        return Ok(Rights::all(options.role));
    }
    let names = options.accounts.iter().map(String::as_str);
    Ok(Rights::of_accounts(options.role, names)?)
}

async fn list(store: &Store) -> Result<(), Failure> {
    for user in store.users().await? {
        let accounts = match user.rights.accounts() {
            None => "all accounts".to_owned(),
            Some(accounts) => {
                let names = accounts.iter().map(|name| printable(name, NAME_CHARS));
                names.collect::<Vec<_>>().join(", ")
            }
        };
        let name = printable(&user.name, NAME_CHARS);
        print_line(&format!(
            "{name}\t{}\t{accounts}",
            user.rights.role().word()
        ))?;
    }
    Ok(())
}

/// A password: on a terminal it is prompted for twice without echo, otherwise it is the first
/// line of standard input.
fn password() -> Result<Password, Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        let mut line = String::new();
        let read = input.lock().read_line(&mut line);
        read.map_err(Failure::PasswordInput)?;
        return Ok(Password::new(line.trim_end_matches(['\r', '\n']))?);
    }
    let ask = |prompt| rpassword::prompt_password(prompt).map_err(Failure::PasswordInput);
    let typed = ask("Password: ")?;
    let password = Password::new(&typed)?;
    if ask("Repeat password: ")? != typed {
        return Err(Failure::PasswordsDiffer);
    }
    Ok(password)
}
