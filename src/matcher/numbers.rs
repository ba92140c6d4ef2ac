//! The algebra of number words by role: what "two and a half million" comes to, in any language that declares roles.

/// One token of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    /// Written digits.
    Digits(f64),
    /// A unit ("three", "twelve"): adds.
    Unit(f64),
    /// A ten ("forty"): adds.
    Ten(f64),
    /// A scale ("hundred", "million"): multiplies what stands before it.
    Scale(f64),
    /// A fraction ("half", "quarter"): after a joiner it adds, else it multiplies.
    Fraction(f64),
    /// "and"
    Joiner,
    /// "a", "an": one.
    Article,
    /// "point": decimal digits follow.
    Point,
}

/// A number with the last scale word kept apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reckoned {
    /// The number.
    pub(crate) value: f64,
    /// The value of the scale word at its end.
    pub(crate) scale: Option<f64>,
}

/// Scales below this belong to the number before them ("two hundred"), those from it on close a group.
const GROUP: f64 = 1000.0;

/// What the parts come to; `None` where they are no number.
pub(crate) fn reckon(parts: &[Part]) -> Option<Reckoned> {
    let (mut total, mut current): (f64, Option<f64>) = (0.0, None);
    let (mut joined, mut decimals): (bool, Option<f64>) = (false, None);
    let (mut scale, mut any) = (None, false);
    for &part in parts {
        scale = None;
        match part {
            Part::Joiner => {
                joined = true;
                continue;
            }
            Part::Article => {
                // "half a million": the article says nothing once something stands before it.
                if current.is_none() && !joined {
                    current = Some(1.0);
                    any = true;
                }
                continue;
            }
            Part::Point => {
                decimals = Some(0.1);
                current.get_or_insert(0.0);
                continue;
            }
            Part::Digits(value) | Part::Unit(value) | Part::Ten(value) => {
                current = Some(match decimals {
                    Some(place) if value < 10.0 => {
                        decimals = Some(place / 10.0);
                        current.unwrap_or(0.0) + value * place
                    }
                    _ => current.unwrap_or(0.0) + value,
                });
            }
            Part::Scale(value) => {
                decimals = None;
                if value < GROUP {
                    current = Some(current.unwrap_or(1.0) * value);
                } else {
                    let before = if current.is_none() && total == 0.0 { 1.0 } else { current.unwrap_or(0.0) };
                    // A scale above those before it takes them all: "two thousand million".
                    if total != 0.0 && value > total {
                        total = (total + before) * value;
                    } else if total != 0.0 && current.is_none() {
                        total *= value;
                    } else {
                        total += before * value;
                    }
                    current = None;
                }
                scale = Some(value);
            }
            Part::Fraction(value) => {
                current = Some(match current {
                    Some(whole) if joined => whole + value,
                    Some(whole) => whole * value,
                    None if joined && total != 0.0 => {
                        // "a million and a half": of the scale that stands before it.
                        total += value * last_scale(parts).unwrap_or(1.0);
                        0.0
                    }
                    None => value,
                });
            }
        }
        joined = false;
        any = true;
    }
    let value = total + current.unwrap_or(0.0);
    (any && value.is_finite()).then_some(Reckoned { value, scale: scale.filter(|scale| *scale >= GROUP) })
}

fn last_scale(parts: &[Part]) -> Option<f64> {
    parts.iter().rev().find_map(|part| match part {
        Part::Scale(value) => Some(*value),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::Part::*;
    use super::*;

    #[test]
    fn parts_come_to_numbers() {
        let rows: &[(&[Part], f64, Option<f64>)] = &[
            (&[Digits(16000.0)], 16000.0, None),
            (&[Ten(40.0), Unit(2.0)], 42.0, None),
            (&[Unit(2.0), Scale(100.0), Joiner, Unit(5.0)], 205.0, None),
            (&[Unit(2.0), Joiner, Article, Fraction(0.5), Scale(1e6)], 2.5e6, Some(1e6)),
            (&[Fraction(0.5), Article, Scale(1e6)], 0.5e6, Some(1e6)),
            (&[Article, Scale(100.0)], 100.0, None),
            (&[Digits(3.5), Scale(1e6)], 3.5e6, Some(1e6)),
            (&[Unit(3.0), Fraction(0.25)], 0.75, None),
            (&[Article, Scale(1e6), Joiner, Article, Fraction(0.5)], 1.5e6, None),
            (&[Unit(2.0), Scale(1e3), Scale(1e6)], 2e9, Some(1e6)),
            (&[Unit(1.0), Scale(1e6), Unit(2.0), Scale(100.0), Scale(1e3)], 1.2e6, Some(1e3)),
            (&[Unit(3.0), Point, Unit(2.0), Unit(4.0)], 3.24, None),
            (&[Scale(1e6)], 1e6, Some(1e6)),
        ];
        for (parts, value, scale) in rows {
            let reckoned = reckon(parts).unwrap();
            assert!((reckoned.value - value).abs() < 1e-9 * value, "{parts:?}: {reckoned:?}");
            assert_eq!(reckoned.scale, *scale, "{parts:?}");
        }
        assert_eq!(reckon(&[Joiner]), None);
    }
}
