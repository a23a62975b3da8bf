//! The record: every event in one SQLite file, and the frame loaded from it.
//!
//! This is the only crate that names sqlx and the only place of SQL. The file holds
//! plain rows that any tool can read; the identities of events, the gaps behind true
//! denials and the frame are derived from them.

mod audit;
mod batch;
mod beside;
mod change;
mod changed;
mod error;
mod file_id;
mod frame_loader;
mod group_commit;
mod identities;
mod import;
mod imports;
mod keys;
mod links;
mod open;
mod password;
mod private_file;
mod rights;
mod scan;
mod secret;
mod sessions;
mod turns;
mod users;
mod words;
mod work;
mod writer;

pub use audit::{By, Noted};
pub use batch::{Batch, EventRefusal, Origin};
pub use beside::columns::ColumnsToSave;
pub use changed::{Changed, StoredBefore};
pub use error::StoreError;
pub use frame_loader::FrameLoader;
pub use group_commit::{CommitError, Committing, GroupCommit};
pub use import::{ImportId, ImportSummary, Pushed};
pub use imports::{BroughtBy, Import, ImportContents, TakenBack, UndoError};
pub use keys::{Key, KeyError, KeyId, NewKey};
pub use links::{
    LINK_DAYS_DEFAULT, LINK_DAYS_MAX, LINK_SESSION_S, Link, LinkEdit, LinkId, LinkRefusal,
    LinkSession, NOTE_CHARS_MAX, NewLink, OPEN_LINKS_MAX, OpenedLink, OpeningLink, PasswordEdit,
    PublicLinkId,
};
pub use open::{Mode, Store};
pub use password::{PASSWORD_CHARS_MIN, Password, PasswordRefusal};
pub use rights::{Rights, RightsRefusal, Role};
pub use secret::{Secret, SecretHash};
pub use sessions::{Proven, SESSION_IDLE_S, SESSION_S, Session};
pub use users::provider::ProviderUser;
pub use users::{NAME_CHARS_MAX, NewUser, SignInName, User, UserError, UserId};
pub use work::{Asker, NotDone, Permit, Place, Queue, WorkPool, asker, network_of};
pub use writer::{Appended, Writer};
