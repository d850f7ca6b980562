//! Prices as they are printed.

/// Currencies whose minor unit is the unit itself (ISO 4217).
const WHOLE: [&str; 14] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "XAF",
    "XOF",
];
/// Currencies with a thousand minor units (ISO 4217).
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// How amounts of one currency are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// Printed before a sum, its space included.
    sign: String,
    /// Digits of the minor unit.
    digits: usize,
}

impl Money {
    /// Prints a currency by its ISO 4217 code.
    pub fn of(currency: &str) -> Self {
        let sign = match currency {
            "USD" | "CAD" | "AUD" | "NZD" | "MXN" => "$".to_owned(),
            "EUR" => "€".to_owned(),
            "GBP" => "£".to_owned(),
            "JPY" | "CNY" => "¥".to_owned(),
            "INR" => "₹".to_owned(),
            "KRW" => "₩".to_owned(),
            other => format!("{other} "),
        };
        let digits = match currency {
            whole if WHOLE.contains(&whole) => 0,
            thousandths if THOUSANDTHS.contains(&thousandths) => 3,
            _ => 2,
        };
        Self { sign, digits }
    }

    /// "14.50": beside an item, where everybody knows the currency.
    pub fn plain(&self, minor: i64) -> String {
        let unit = 10_u64.pow(u32::try_from(self.digits).unwrap_or(0));
        let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
        let minus = if minor < 0 { "-" } else { "" };
        match self.digits {
            0 => format!("{minus}{whole}"),
            digits => format!("{minus}{whole}.{rest:0digits$}"),
        }
    }

    /// "$46.50": a sum.
    pub fn sum(&self, minor: i64) -> String {
        let plain = self.plain(minor);
        match plain.strip_prefix('-') {
            Some(amount) => format!("-{}{amount}", self.sign),
            None => format!("{}{plain}", self.sign),
        }
    }

    /// "+1.50": what a choice adds; `None` where it adds nothing.
    pub fn added(&self, minor: i64) -> Option<String> {
        let sign = if minor > 0 { "+" } else { "" };
        (minor != 0).then(|| format!("{sign}{}", self.plain(minor)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_printed_in_their_own_currency() {
        let dollars = Money::of("USD");
        assert_eq!(dollars.plain(1450), "14.50");
        assert_eq!(dollars.plain(5), "0.05");
        assert_eq!(dollars.sum(4650), "$46.50");
        assert_eq!(dollars.sum(-150), "-$1.50");
        assert_eq!(dollars.added(150).as_deref(), Some("+1.50"));
        assert_eq!(dollars.added(-50).as_deref(), Some("-0.50"));
        assert_eq!(dollars.added(0), None);
        assert_eq!(Money::of("JPY").sum(1450), "¥1450");
        assert_eq!(Money::of("KWD").sum(1450), "KWD 1.450");
        assert_eq!(Money::of("CHF").sum(1450), "CHF 14.50");
        assert_eq!(dollars.plain(i64::MIN), "-92233720368547758.08");
    }
}
