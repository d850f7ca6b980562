//! The kitchen from outside its parts: its rules as tables and stories, then at random.

mod menu;
