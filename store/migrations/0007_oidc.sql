-- Whom an OpenID provider means by a user: the provider's address, and the id that it gives
-- them there. Null until the user signs in by it for the first time.
alter table sign_in_users add column provider text;
alter table sign_in_users add column provider_subject text;
create unique index sign_in_users_of_provider on sign_in_users (provider, provider_subject);
