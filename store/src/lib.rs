//! The database: every event in one SQLite file, and the frame loaded from it.
//!
//! This is the only crate that names sqlx and has SQL. The file holds plain rows that any tool
//! can read; the identities of events, the gaps behind true denials and the frame are derived
//! from them.

mod accounts;
mod audit;
mod change;
mod error;
mod events;
mod file_id;
mod open;
mod private_file;
mod scan;
mod work;
mod write_queue;

pub use accounts::keys::{IngestKey, KeyError, KeyId, NewKey};
pub use accounts::links::{
    LINK_DAYS_DEFAULT, LINK_DAYS_MAX, LINK_SESSION_S, Link, LinkEdit, LinkId, LinkRefusal,
    LinkSession, NOTE_CHARS_MAX, NewLink, OPEN_LINKS_MAX, OpenedLink, OpeningLink, PasswordEdit,
    PublicLinkId,
};
pub use accounts::password::{PASSWORD_CHARS_MIN, Password, PasswordRefusal};
pub use accounts::rights::{Rights, RightsRefusal, Role};
pub use accounts::secret::{Secret, SecretHash};
pub use accounts::sessions::{Authenticated, SESSION_S, Session};
pub use accounts::users::provider::ProviderUser;
pub use accounts::users::{NAME_CHARS_MAX, NewUser, SignInName, User, UserError, UserId};
pub use audit::{Actor, AuditLine};
pub use error::StoreError;
pub use events::batch::{Batch, EventRefusal, Origin};
pub use events::changed::{Changed, ChangedImport};
pub use events::frame_cache::columns::ColumnsToSave;
pub use events::frame_loader::FrameLoader;
pub use events::group_commit::{CommitError, CommitTask, GroupCommit};
pub use events::import::{ImportId, ImportSummary, Pushed};
pub use events::imports::{Import, ImportContents, ImportedBy, UndoError, Undone};
pub use events::writer::{Appended, Writer};
pub use open::{Mode, Store};
pub use work::{
    NO_REQUESTER, Permit, PoolSlot, Queue, QueueSlot, WorkError, WorkPool, network_of, requester_id,
};
