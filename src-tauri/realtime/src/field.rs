//! A field that is absent, null, or there: the three are three different things in a
//! `session.update`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One field of an update. Absent keeps, null clears, a value sets.
///
/// In a struct it wants `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Field<T> {
    /// Not said: what was stays.
    #[default]
    Absent,
    /// `null`: what was is cleared.
    Null,
    /// This from now on.
    Value(T),
}

impl<T> Field<T> {
    /// Whether nothing was said, not even `null`.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// What comes of `now` when this is laid upon it; `cleared` is what `null` stands for.
    pub fn over(&self, now: &T, cleared: &T) -> T
    where
        T: Clone,
    {
        match self {
            Self::Absent => now.clone(),
            Self::Null => cleared.clone(),
            Self::Value(value) => value.clone(),
        }
    }

    /// As [`Field::over`], where `null` means that there is none.
    pub fn over_option(&self, now: &Option<T>) -> Option<T>
    where
        T: Clone,
    {
        match self {
            Self::Absent => now.clone(),
            Self::Null => None,
            Self::Value(value) => Some(value.clone()),
        }
    }

    /// The value, made into another.
    ///
    /// # Errors
    /// Whatever `make` returns.
    pub fn try_map<U, E>(self, make: impl FnOnce(T) -> Result<U, E>) -> Result<Field<U>, E> {
        Ok(match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(make(value)?),
        })
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::<T>::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Update {
        #[serde(default, skip_serializing_if = "Field::is_absent")]
        speed: Field<f64>,
    }

    #[test]
    fn absent_null_and_value_are_three_things() {
        for (json, speed) in [
            (json!({}), Field::Absent),
            (json!({"speed": null}), Field::Null),
            (json!({"speed": 1.5}), Field::Value(1.5)),
        ] {
            let read: Update = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(read, Update { speed });
            assert_eq!(serde_json::to_value(&read).unwrap(), json);
        }
    }

    #[test]
    fn laid_upon_a_value_it_keeps_clears_or_sets() {
        assert_eq!(Field::Absent.over(&2, &0), 2);
        assert_eq!(Field::Null.over(&2, &0), 0);
        assert_eq!(Field::Value(3).over(&2, &0), 3);
        assert_eq!(Field::Null.over_option(&Some(2)), None);
    }
}
