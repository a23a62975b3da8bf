//! A verdict, explained.

use domain::denial_rows::DenialRow;
use domain::display::duration;
use domain::verdict::Verdict;
use domain::view::View;

use service::labels::window;

/// Why a denial is a true one, or why not, under a view's windows.
pub(super) fn verdict_sentence(row: &DenialRow, view: &View) -> String {
    match row.verdict {
        Verdict::True => true_denial(row, view),
        Verdict::NotFinal => {
            "Not a true denial: the client was to try another server, so this was not the final \
             answer."
                .to_owned()
        }
        Verdict::Repeated(gap_s) => format!(
            "Not a true denial: the same request came again {} later, within the window of {}.",
            duration(gap_s),
            window(view.repeat_window_s)
        ),
        Verdict::Granted(gap_s) => format!(
            "Not a true denial: the request was granted {} later, within the window of {}.",
            duration(gap_s),
            window(view.grant_window_s)
        ),
    }
}

fn true_denial(row: &DenialRow, view: &View) -> String {
    if row.user.is_empty() && row.device.is_empty() {
        return "A true denial: it was final. Neither user nor device is known, so nobody can \
                tell whether the same request came again or was granted later."
            .to_owned();
    }
    let repeat = window(view.repeat_window_s);
    let grant = window(view.grant_window_s);
    match (view.repeat_window_s, view.grant_window_s) {
        (0, 0) => "A true denial: it was final. Retries and later grants are left out of account \
                   in this view."
            .to_owned(),
        (_, 0) => format!(
            "A true denial: it was final, and the same request did not come again within {repeat}."
        ),
        (0, _) => {
            format!("A true denial: it was final, and it was not granted within {grant}.")
        }
        _ => format!(
            "A true denial: it was final, the same request did not come again within {repeat}, \
             and it was not granted within {grant}."
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
    fn a_repeat_and_a_grant_tell_how_much_later_and_within_what() {
        assert_eq!(
            sentence(Verdict::Repeated(40), 300, 60),
            "Not a true denial: the same request came again 40 s later, within the window of 5 \
             minutes."
        );
        assert_eq!(
            sentence(Verdict::Granted(45), 300, 60),
            "Not a true denial: the request was granted 45 s later, within the window of 1 minute."
        );
    }

    #[test]
    fn a_true_denial_names_the_windows_that_are_on() {
        assert_eq!(
            sentence(Verdict::True, 300, 60),
            "A true denial: it was final, the same request did not come again within 5 minutes, \
             and it was not granted within 1 minute."
        );
        assert_eq!(
            sentence(Verdict::True, 300, 0),
            "A true denial: it was final, and the same request did not come again within 5 \
             minutes."
        );
        assert_eq!(
            sentence(Verdict::True, 0, 60),
            "A true denial: it was final, and it was not granted within 1 minute."
        );
        assert!(sentence(Verdict::True, 0, 0).ends_with("left out of account in this view."));
    }

    #[test]
    fn where_nobody_is_known_the_windows_say_nothing() {
        let unknown = DenialRow {
            user: String::new(),
            device: String::new(),
            ..row()
        };
        let sentence = verdict_sentence(&unknown, &View::default());
        assert!(!sentence.contains("minutes"), "{sentence}");
        assert!(sentence.contains("Neither user nor device"), "{sentence}");
    }

    #[test]
    fn an_answer_that_was_not_final_is_told_apart() {
        assert!(sentence(Verdict::NotFinal, 0, 0).contains("another server"));
    }
}
