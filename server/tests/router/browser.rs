//! A browser in which several links are open.

use domain::event::Event;
use domain::names::{AccountName, DeviceName, UserName};

use super::links::{Opened, link_for};
use super::{Answer, Served, denied};

/// A denial of another account than that of [`denied`].
pub(super) fn of_dorn(seconds: i64) -> Event<'static> {
    Event {
        account: AccountName("Dorn"),
        user: UserName("selma"),
        device: DeviceName("dev-7"),
        ..denied(seconds)
    }
}

pub(super) const OF_BRENN: [&str; 3] = ["Brenn", "nadia", "ws-1"];
pub(super) const OF_DORN: [&str; 3] = ["Dorn", "selma", "dev-7"];

/// A browser in which links for two accounts are open and a user is signed in.
pub(super) struct Browser {
    pub(super) served: Served,
    pub(super) brenn: Opened,
    pub(super) dorn: Opened,
    /// All of its cookies.
    pub(super) cookies: String,
}

impl Browser {
    pub(super) async fn new() -> Self {
        let served = Served::of(&[denied(0), denied(60), of_dorn(90)]).await;
        let (_, of_brenn) = served.link(link_for("Brenn")).await;
        let (_, of_dorn) = served.link(link_for("Dorn")).await;
        let brenn = served.opened(&of_brenn).await;
        // The second is opened in the same browser.
        let with_first = format!("{}; {}", served.cookie, brenn.cookie);
        let answer = served.post(&of_dorn, &[], &with_first).await;
        let dorn = Opened::of(&answer);
        assert_eq!(answer.set_cookies().len(), 1, "the other one stays");
        let cookies = format!("{with_first}; {}", dorn.cookie);
        Self {
            served,
            brenn,
            dorn,
            cookies,
        }
    }

    pub(super) async fn get(&self, target: &str) -> Answer {
        self.served.get_as(target, &self.cookies).await
    }

    /// The cookies of both links, without the user's.
    pub(super) fn of_links(&self) -> String {
        format!("{}; {}", self.brenn.cookie, self.dorn.cookie)
    }
}
