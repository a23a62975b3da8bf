//! The position of a tooltip: beside a point and always entirely in the window.

/// The distance of a tooltip from its point, in pixels.
const AWAY: f64 = 12.0;

/// The distance of a tooltip from the window's edge, in pixels.
const EDGE: f64 = 4.0;

/// The left and top of a tooltip beside a point, given the point, the tooltip's size and the
/// window's, each as horizontal and vertical pixels. It is to the lower right of the point, or
/// on the other side if the window ends.
pub fn beside(point: (f64, f64), own: (f64, f64), window: (f64, f64)) -> (f64, f64) {
    (
        along(point.0, own.0, window.0),
        along(point.1, own.1, window.1),
    )
}

/// The same in one dimension.
fn along(point: f64, own: f64, window: f64) -> f64 {
    let after = point + AWAY;
    let most = window - EDGE - own;
    let place = if after <= most {
        after
    } else {
        point - AWAY - own
    };
    place.min(most).max(EDGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: (f64, f64) = (320.0, 480.0);

    #[test]
    fn a_tooltip_stands_to_the_lower_right_of_its_point() {
        assert_eq!(beside((10.0, 20.0), (100.0, 50.0), WINDOW), (22.0, 32.0));
    }

    #[test]
    fn it_changes_sides_where_the_window_ends() {
        let (left, top) = beside((300.0, 470.0), (100.0, 50.0), WINDOW);
        assert_eq!((left, top), (188.0, 408.0));
    }

    #[test]
    fn it_never_leaves_the_window() {
        for own in [(20.0, 10.0), (150.0, 240.0), (312.0, 472.0)] {
            for x in [-50.0, 0.0, 150.0, 319.0, 900.0] {
                for y in [-50.0, 0.0, 240.0, 479.0, 900.0] {
                    let (left, top) = beside((x, y), own, WINDOW);
                    assert!(left >= EDGE && left + own.0 <= WINDOW.0 - EDGE);
                    assert!(top >= EDGE && top + own.1 <= WINDOW.1 - EDGE);
                }
            }
        }
    }
}
