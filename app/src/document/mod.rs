//! The HTML documents around the pages, on the server.

mod account_document;
mod accounts_field;
mod api_document;
mod audit_document;
mod form;
mod head;
mod hydration;
mod imports_document;
mod lines;
mod link_edit_document;
mod link_head;
mod links_document;
mod management_document;
mod new_key_document;
mod new_link_document;
mod not_found_document;
mod open_link_document;
mod reader_menu;
mod report_document;
mod session_ended_document;
mod short;
mod sign_in_document;
mod sources_document;
mod table_document;
mod typed_password;
mod users_document;

pub use account_document::{AccountDocument, AccountDocumentProps};
pub use api_document::{
    ApiBody, ApiDescription, ApiDocument, ApiDocumentProps, ApiEndpoint, ApiField, ApiResponse,
    ApiSchema,
};
pub use audit_document::{AuditDocument, AuditDocumentProps};
pub use imports_document::{
    ImportDocument, ImportDocumentProps, ImportFields, ImportsDocument, ImportsDocumentProps,
    UploadResult,
};
pub use link_edit_document::{LinkEditDocument, LinkEditDocumentProps, LinkEditFields};
pub use link_head::{LinkHead, OpenReport};
pub use links_document::{
    LinkUrlDocument, LinkUrlDocumentProps, LinksDocument, LinksDocumentProps,
};
pub use management_document::{
    FormNotice, FormNoticeProps, ManagementDocument, ManagementDocumentProps,
};
pub use new_key_document::{NewKeyDocument, NewKeyDocumentProps};
pub use new_link_document::{
    LinkOffer, NewLinkDocument, NewLinkDocumentProps, NewLinkFields, OfferedAccount, OfferedFilter,
};
pub use not_found_document::{NotFoundDocument, NotFoundDocumentProps};
pub use open_link_document::{
    Destinations, InvalidLinkDocument, InvalidLinkDocumentProps, NotSharedDocument,
    NotSharedDocumentProps, OpenLinkDocument, OpenLinkDocumentProps, SignedOutOfReportDocument,
    SignedOutOfReportDocumentProps,
};
pub use reader_menu::{ReaderMenu, ReportReader};
pub use report_document::{ReportDocument, ReportDocumentProps};
pub use session_ended_document::{SessionEndedDocument, SessionEndedDocumentProps};
pub use sign_in_document::{
    ConsoleSignInDocument, ConsoleSignInDocumentProps, SignInDocument, SignInDocumentProps,
    ToProviderDocument, ToProviderDocumentProps, UsedSignInLinkDocument,
    UsedSignInLinkDocumentProps,
};
pub use sources_document::{KeyFields, SourcesDocument, SourcesDocumentProps};
pub use table_document::{TableDocument, TableDocumentProps};
pub use typed_password::TypedPassword;
pub use users_document::{NAMED, UserFields, UsersDocument, UsersDocumentProps};
