//! A verdict in a sentence.

use domain::denial_rows::DenialRow;
use domain::display::duration;
use domain::verdict::Verdict;
use domain::view::View;

use service::labels::window;

/// Why a denial is a true one, or why not, with a view's windows.
pub(super) fn verdict_sentence(row: &DenialRow, view: &View) -> String {
    match row.verdict {
        Verdict::True => true_denial(row, view),
        Verdict::NotFinal => {
            "Not a true denial: the client was sent to another server, so this was not the final \
             answer."
                .to_owned()
        }
        Verdict::Repeated(gap_s) => format!(
            "Not a true denial: the request was retried {} later (retry window: {}).",
            duration(gap_s),
            window(view.repeat_window_s)
        ),
        Verdict::Granted(gap_s) => format!(
            "Not a true denial: the request was granted {} later (grant window: {}).",
            duration(gap_s),
            window(view.grant_window_s)
        ),
    }
}

fn true_denial(row: &DenialRow, view: &View) -> String {
    if row.user.is_empty() && row.device.is_empty() {
        return "A true denial: it was final. User and device are unknown, so retries and later \
                grants cannot be detected."
            .to_owned();
    }
    let repeat = window(view.repeat_window_s);
    let grant = window(view.grant_window_s);
    match (view.repeat_window_s, view.grant_window_s) {
        (0, 0) => {
            "A true denial: it was final. This view ignores retries and later grants.".to_owned()
        }
        (_, 0) => format!("A true denial: it was final and not retried within {repeat}."),
        (0, _) => {
            format!("A true denial: it was final and not granted within {grant}.")
        }
        _ => format!(
            "A true denial: it was final, not retried within {repeat} and not granted within \
             {grant}."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::row;
    use super::*;

    fn sentence(verdict: Verdict, repeat_window_s: u32, grant_window_s: u32) -> String {
        let view = View {
            repeat_window_s,
            grant_window_s,
            ..View::default()
        };
        verdict_sentence(&DenialRow { verdict, ..row() }, &view)
    }

    #[test]
    fn a_retry_and_a_grant_say_how_much_later_and_within_what() {
        assert_eq!(
            sentence(Verdict::Repeated(40), 300, 60),
            "Not a true denial: the request was retried 40 s later (retry window: 5 minutes)."
        );
        assert_eq!(
            sentence(Verdict::Granted(45), 300, 60),
            "Not a true denial: the request was granted 45 s later (grant window: 1 minute)."
        );
    }

    #[test]
    fn a_true_denial_names_the_windows_that_are_on() {
        assert_eq!(
            sentence(Verdict::True, 300, 60),
            "A true denial: it was final, not retried within 5 minutes and not granted within 1 \
             minute."
        );
        assert_eq!(
            sentence(Verdict::True, 300, 0),
            "A true denial: it was final and not retried within 5 minutes."
        );
        assert_eq!(
            sentence(Verdict::True, 0, 60),
            "A true denial: it was final and not granted within 1 minute."
        );
        assert!(sentence(Verdict::True, 0, 0).ends_with("ignores retries and later grants."));
    }

    #[test]
    fn if_user_and_device_are_unknown_the_windows_are_not_mentioned() {
        let unknown = DenialRow {
            user: String::new(),
            device: String::new(),
            ..row()
        };
        let sentence = verdict_sentence(&unknown, &View::default());
        assert!(!sentence.contains("minutes"), "{sentence}");
        assert!(
            sentence.contains("User and device are unknown"),
            "{sentence}"
        );
    }

    #[test]
    fn an_answer_that_was_not_final_is_distinguished() {
        assert!(sentence(Verdict::NotFinal, 0, 0).contains("another server"));
    }
}
