//! What is said at a counter besides the menu: lead-ins, verbs, signs, answers.

use std::{collections::HashMap, sync::LazyLock};

/// What a word or phrase does, whatever the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Carries nothing: "um", "please".
    Filler,
    /// Begins a wish: "can I get", "add".
    Lead,
    /// Joins: "and", "also", a pause.
    And,
    /// Comes before what is wanted on it: "with".
    With,
    /// More of it: "extra".
    Extra,
    /// Less of it: "light".
    Light,
    /// Comes before what is not wanted: "no", "without".
    No,
    /// Takes away: "remove", "hold".
    Drop,
    /// Begins a change: "make", "swap".
    Change,
    /// Between what is changed and what it becomes: "to", "into".
    To,
    /// "for": a purpose, a target, or what it becomes.
    For,
    /// Before what something is on: "on", "from".
    On,
    /// "instead".
    Instead,
    /// "instead of".
    InsteadOf,
    /// The line spoken of: "it", "that".
    It,
    /// The lines spoken of: "them".
    Them,
    /// "both".
    Both,
    /// "all of them", "each".
    All,
    /// "of them", after a number.
    OfThem,
    /// "the other", "the rest".
    Rest,
    /// "the", "my".
    The,
    /// One more of it: "another", "one more".
    Another,
    /// "more", after a number.
    More,
    /// A serving: "order of", "plate of".
    Unit,
    /// A serving at the side: "side of".
    SideOf,
    /// What was just said was wrong: "sorry", "I mean".
    Repair,
    /// May be a correction: "actually".
    Actually,
    /// Yes.
    Yes,
    /// No, as an answer.
    Nay,
    /// Nothing of it, as an answer: "none".
    None,
    /// Nothing more is wanted.
    Done,
    /// To the kitchen with it.
    Submit,
    /// Start over.
    Clear,
    /// What do I have?
    Recite,
    /// Say that again.
    Repeat,
    /// Take the last thing back.
    Undo,
    /// Wait.
    Wait,
    /// Asks about the menu: "do you have".
    Offer,
}

/// The longest phrase below, in words.
pub const LONGEST: usize = 7;

/// The classes of a phrase, its words joined by spaces.
pub fn classes(phrase: &str) -> &'static [Class] {
    static TABLE: LazyLock<HashMap<&'static str, Vec<Class>>> = LazyLock::new(|| {
        let mut table: HashMap<&str, Vec<Class>> = HashMap::new();
        for (class, phrases) in PHRASES {
            for phrase in phrases.split('|').map(str::trim) {
                let classes = table.entry(phrase).or_default();
                if !classes.contains(class) {
                    classes.push(*class);
                }
            }
        }
        table
    });
    TABLE.get(phrase).map_or(&[], Vec::as_slice)
}

/// Phrases by class, as [`super::words::tokens`] spells them: without apostrophes.
const PHRASES: &[(Class, &str)] = &[
    (
        Class::Filler,
        "um|uh|er|erm|uhm|hmm|hm|mm|ah|oh|eh|ok|okay|alright|all right|right|well|so|like|just|please|thanks|thank you|thank you very much|thanks so much|thanks a lot|cheers|hi|hello|hey|hi there|hey there|hello there|good morning|good afternoon|good evening|there|maybe|perhaps|i think|i guess|i suppose|lets see|let me see|let me think|you know|kind of|kinda|sort of|now|today|tonight|first|really|very|some|any|bit|a bit of|little bit|for here|to go|for takeaway|to take away|to stay|for me|for us|for my friend|for my wife|for my husband|for my son|for my daughter|for the kids|for the kid|for him|for her|for them|for everyone|for everybody|for the table|to start|to start with|to begin with|to begin|to finish|to drink|to eat|to share|for a drink|for drinks|for dessert|for starters|for lunch|for dinner|for breakfast|after that|by the way|if possible|if i may|if you can|if you dont mind|if thats ok|if thats okay|my friend|sir|maam|miss|buddy|mate|man|love|dear|nice|lovely|big fat|delicious|tasty|hot|fresh|cold|ice cold|quick|quickly|real quick|too|as well|in there|in it|in that|on there|on it|on that|on top|on the top|to it|to that|inside|thereof|at all|whatsoever|of|the|a|an|is|are|be|was|am|i|we|you|he|she|they|me|us|your|our|his|her|ill|id|im|were|well have|weve|ive|its|get|have|having|want|take|taking|do|doing|does|did|can|could|may|might|will|would|should|shall|need|give|put|got|go|going|gonna|wanna|with that|then|also|here|this time|only|even|still|yet|again|again please|anything|kindly|possible|possibly|grab|bring|try|order|ordering|let|lets|how about|what about|because|but|who|which|why|wants|needs|takes|gets|he wants|she wants|ones|cooked|done|served|made|prepared|style|way|thing|things|to have|to get|to order|for one|a minute|x|times|size|sized|everything on it|the works|with everything|with everything on it|as usual|as it comes|however it comes|as is|normal|normally|standard|that comes with|comes with|that one comes with|at the end|and thats for",
    ),
    (
        Class::Lead,
        "can i get|can i have|can i order|can i please have|can i please get|can i also get|can i also have|can we get|can we have|could i get|could i have|could i please have|could i please get|could i also get|could i also have|could we get|could we have|may i have|may i get|may we have|i want|i would like|i would love|id like|id love|id like to order|id like to get|id like to have|i would like to order|i want to order|i wanna order|ill have|ill get|ill take|ill do|ill try|ill grab|ill go for|ill go with|i will have|i will take|i will get|im gonna have|im gonna get|im going to have|im going to get|im having|i need|i also need|i also want|we want|we need|wed like|we would like|well have|well take|well get|well do|well go with|let me get|let me have|let me do|lets get|lets do|lets have|lets go with|give me|gimme|give us|get me|get us|bring me|bring us|put me down for|hook me up with|just get me|add|add on|add in|also add|please add|throw in|toss in|chuck in|put in|put on|include|order me|make me|do me|how about|what about|and also|and then|and then also|also|and ill have|and can i get|and could i get|and give me|plus|do you think i could get|would it be possible to get|i was hoping to get|i was wondering if i could get|is it possible to get|any chance i could get|could you do|can you do|could you get me|can you get me|could you add|can you add|would you add|could you make me|he will have|she will have|hell have|shell have|theyll have|my wife will have|my husband will have|my son will have|my daughter will have|my friend will have|the kids will have|the lady will have",
    ),
    (
        Class::And,
        "and|,|plus|also|as well as|along with|and also|then|and then|followed by|together with|or|nor|but",
    ),
    (
        Class::With,
        "with|add|plus|including|topped with|loaded with|with some|with a little|with a bit of|on it|put|put on|put some|dressed with|served with|in|having|w|throw on|done|cooked|made|made with|come with|can you add|could you add|give it|and add",
    ),
    (
        Class::Extra,
        "extra|with extra|more|additional|lots of|plenty of|loads of|double|add extra|and extra|with more|a lot of",
    ),
    (
        Class::Light,
        "light|easy|easy on|easy on the|light on|light on the|go easy on|go easy on the|less|a little less|not too much|not much|with light|with less|half the",
    ),
    (
        Class::No,
        "no|without|minus|not|with no|and no|with out|no more|none of the|free of|but no|but without|and without|sans|i dont want|dont want|dont want any|i dont want any|dont put|dont put any|dont add|dont include|do not put|do not want|do not add|leave off|leave off the|leave out|leave out the|hold|hold the|hold off on|hold off on the|skip|skip the|ditch|ditch the|omit|lose|lose the|cut the|nix the|minus the|drop|drop the|not any|no extra",
    ),
    (
        Class::Drop,
        "remove|take off|take out|take away|cancel|cancel the|delete|get rid of|drop|scratch|forget|forget about|lose|skip|ditch|leave off|leave out|hold|i dont want|dont want|i dont need|dont need|i no longer want|we dont want|we dont need|we no longer want|nix|erase|cut|kill|strike|void|never mind|nevermind|never mind about|dont bother with|ill skip|ill pass on|please remove|take back|can you remove|could you remove|can you take off|could you take off|can you cancel|could you cancel|can you take out|remove just|subtract|we can lose|lose the|drop the|not",
    ),
    (
        Class::Change,
        "change|make|swap|swap out|switch|switch out|replace|turn|substitute|sub|sub out|exchange|trade|modify|update|make sure|can you make|could you make|can you change|could you change|can i change|could i change|can i swap|could i swap|can i switch|could i switch|can you swap|could you swap|can you switch|could you switch|id like to change|i want to change|i would like to change|actually make|actually change|lets make|lets change|ill change|just make|please make|please change|have|get|set|bump|upgrade|upsize|do|can i make|could i make|let me change|let me make|let me swap",
    ),
    (
        Class::To,
        "to|into|be|up to|down to|for|with|by|over to|to be|so its|to just|to a|from|as|out for|out with|instead to|it to",
    ),
    (Class::For, "for"),
    (
        Class::On,
        "on|for|in|from|off|off of|of|to|on the side of|from the order|on to|onto|with",
    ),
    (Class::Instead, "instead|rather|in its place|in place"),
    (
        Class::InsteadOf,
        "instead of|rather than|in place of|not|in lieu of",
    ),
    (
        Class::It,
        "it|that|this|that one|this one|the one|that thing|the item|that item|the last one|the last item|the last thing|the previous one|that last one|that last|the same",
    ),
    (Class::Them, "them|those|these|those ones|these ones|they"),
    (
        Class::Both,
        "both|both of them|both of those|the two of them|both of these|them both|the both of them|for both|on both|for both of them|on both of them|the two|both the",
    ),
    (
        Class::All,
        "all|all of them|all of those|each|every one|each one|each of them|every one of them|them all|for each|on each|on all of them|for all of them|on all|for all|all of these|everything|all the|all of the|all my|the whole lot",
    ),
    (
        Class::OfThem,
        "of them|of those|of these|of which|of the|of my|of it|of that|out of those|of them should be|of them is|of them are|of em",
    ),
    (
        Class::Rest,
        "the other|the other one|the others|the rest|the other ones|the rest of them|other|the remaining|and the other|the remaining ones",
    ),
    (
        Class::The,
        "the|my|that|those|this|these|our|his|her|your|their",
    ),
    (
        Class::Another,
        "another|one more|an extra|an additional|one extra|another one|one another|a second|another one of|one more of|one additional|yet another",
    ),
    (Class::More, "more|extra|additional|more of|others"),
    (
        Class::Unit,
        "order|orders|order of|orders of|an order of|plate of|plates of|bowl of|bowls of|cup of|cups of|glass of|glasses of|bottle of|bottles of|slice of|slices of|piece of|pieces of|serving of|servings of|portion of|portions of|basket of|baskets of|bag of|bags of|can of|cans of|pint of|pints of|pot of|mug of|mugs of|box of|boxes of|bucket of|stack of|helping of|scoop of|scoops of|jug of|pitcher of|carton of|tray of|round of|rounds of|shot of|pieces|piece|dish of|set of|batch of",
    ),
    (
        Class::SideOf,
        "side of|sides of|a side of|side order of|with a side of|and a side of|on the side|for the side|for my side|as a side|as the side|as my side|for a side|the side of|with sides of",
    ),
    (
        Class::Repair,
        "sorry|i mean|i meant|i mean to say|no wait|wait no|or rather|rather|no sorry|sorry no|scratch that|correction|no i mean|no i meant|wait|oops|no not that|hang on|hold on|no no|no make that|no make it|i said|no i said|strike that|excuse me|pardon|my mistake|no actually|wait actually|actually no|that should be|it should be|should be",
    ),
    (
        Class::Actually,
        "actually|on second thought|on second thoughts|you know what|come to think of it|well actually|now that i think about it|changed my mind|i changed my mind|ive changed my mind|let me change that|change of plans",
    ),
    (
        Class::Yes,
        "yes|yeah|yep|yup|ya|yah|yea|sure|sure thing|correct|thats correct|that is correct|right|thats right|that is right|that sounds right|sounds right|sounds good|sounds great|sounds perfect|that sounds good|that sounds great|looks good|looks right|looks great|that looks good|that looks right|that works|works for me|perfect|thats perfect|great|thats great|good|thats good|excellent|awesome|wonderful|lovely|absolutely|definitely|of course|certainly|exactly|indeed|affirmative|ok|okay|alright|all right|fine|thats fine|all good|thats it exactly|go ahead|go for it|please do|yes please|yes thats right|yes thats correct|uh huh|mhm|mm hmm|you got it|you bet|totally|for sure|confirm|confirmed|i confirm|its right|its correct|all correct|its all good|everything is right|everything is correct|everythings right|everythings correct|everything looks good|i do|it is|yes it is|yes i do|aye",
    ),
    (
        Class::Nay,
        "no|nope|nah|no thanks|no thank you|not really|negative|thats wrong|thats not right|that is not right|that isnt right|thats incorrect|incorrect|wrong|thats not correct|that is wrong|not quite|not yet|no not yet|not right|no way|dont|do not|i did not|i didnt|i didnt say that|thats not what i said|no thats wrong|no thats not right|it is not|its not|its wrong|absolutely not|not at all|hold on|wait|dont send it|dont send it yet|do not send it|not so fast|no no|no no no",
    ),
    (
        Class::None,
        "none|nothing|no|none of them|none of those|no thanks|no thank you|without|neither|none please|nothing please|not any|i dont want any|without any|none for me|no none|nothing on it|nope|nah|no nothing|nothing thanks|none thanks|none at all",
    ),
    (
        Class::Done,
        "thats all|that is all|thats it|that is it|thatll be all|that will be all|thatll be it|that will be it|thats everything|that is everything|thatll be everything|that would be all|that would be it|thatd be all|thatd be it|that should be it|that should be all|that should do it|that does it|thatll do|that will do|thatll do it|that will do it|thats about it|nothing else|no nothing else|nothing more|i think thats it|i think thats all|i think thats everything|i guess thats it|i guess thats all|no thats it|no thats all|no thats everything|no that is all|no that is it|no thatll be all|no thatll be it|im good|im all good|im all set|all set|were good|were all set|were done|im done|i am done|i am good|we are done|we are good|all done|done|done ordering|finished|im finished|were finished|i am finished|i have everything|ive got everything|thats me|thats us|that completes it|that completes my order|that completes the order|thats my order|thats the order|thats our order|just that|just that thanks|thats all for me|thats all for now|thats it for me|thats it for now|thats all for us|thats it for us|thats all i want|thats all i need|thats all we need|thats all ill have|no im good|no im done|nope thats it|nope thats all|nope thats everything|nope im good|nah thats it|nah im good|no were good|no more|no more thanks|nothing else thanks|no nothing else thanks|not anything else|i dont want anything else|i dont need anything else|we dont need anything else|finish|finish the order|finish my order|check out|checkout|ring me up|ring it up|ring that up|id like to pay|can i pay|ready to pay|im ready to pay|ready to order|complete the order|complete my order|what do i owe you|what do i owe|how much is it|how much is that|how much do i owe|whats the total|what is the total|whats my total|the bill please|enough|thats enough|thats plenty|thats the lot|that is the lot|thats your lot|thats the whole order|thats the whole thing|yes thats all|yes thats it|yeah thats all|yeah thats it|yep thats it|yep thats all|yes thats everything|yeah thats everything|only that|thats really all|thats really it",
    ),
    (
        Class::Submit,
        "send it|send it in|send it off|send it through|send that|send that in|send the order|send my order|send it to the kitchen|send it over|place it|place the order|place my order|place that order|place order|submit|submit it|submit the order|submit my order|submit that|order it|order that|put it in|put it through|put that in|put the order in|put that through|put the order through|fire it|fire it up|book it|make it happen|lets order|lets go|lets do it|lets do that|do it|go ahead and send it|go ahead and place it|go ahead and place the order|go ahead and order|confirm the order|confirm my order|confirm it|confirm that|confirm order|process it|process the order|you can send it|you can place it|please send it|please place it|ship it|send",
    ),
    (
        Class::Clear,
        "cancel everything|cancel it all|cancel all of it|cancel all|cancel all of that|cancel the order|cancel my order|cancel the whole order|cancel my whole order|cancel the entire order|cancel the whole thing|cancel that order|cancel this order|cancel order|start over|start again|start from scratch|start from the beginning|start fresh|start a new order|lets start over|lets start again|can we start over|can i start over|i want to start over|id like to start over|clear|clear it|clear everything|clear the order|clear my order|clear the cart|clear that|clear all|clear it all|empty the cart|empty my cart|empty the order|forget everything|forget it|forget it all|forget all of it|forget all of that|forget the whole thing|forget the order|forget the whole order|forget my order|remove everything|remove it all|remove all|remove all of it|remove all items|remove all the items|take everything off|take it all off|take off everything|delete everything|delete the order|delete my order|delete all|drop everything|drop it all|scratch everything|scratch all of that|scratch all that|scratch it all|scratch the whole thing|scratch the order|scrap everything|scrap it|scrap it all|scrap that order|scrap the order|scrap the whole thing|reset|reset the order|reset everything|new order|never mind all of that|never mind all that|never mind the whole thing|never mind the order|nevermind all of that|i dont want anything|i dont want anything anymore|i dont want any of it|i dont want any of that|dont want any of it|abort|void the order|void everything|throw it all out|wipe it|wipe the order|wipe everything|begin again|lets begin again|restart|restart the order|restart my order|from the top",
    ),
    (
        Class::Recite,
        "what do i have|what do i have so far|what do we have|what do we have so far|what have i got|what have i got so far|what have we got|what have we got so far|what have i ordered|what have i ordered so far|what have we ordered|what did i order|what did i order so far|what did i get|what did we order|whats in my order|what is in my order|whats on my order|what is on my order|whats in my cart|what is in my cart|whats in the cart|whats on the order|whats my order|what is my order|whats my order so far|what is my order so far|whats the order|whats the order so far|read it back|read that back|read that back to me|read it back to me|read back|read back my order|read me my order|read my order|read my order back|read my order back to me|read me back my order|read the order|read the order back|read me the order|can you read that back|can you read it back|can you read back my order|can you read my order back|could you read that back|could you read it back|could you read my order back|could you read back my order|repeat my order|repeat the order|repeat my order please|can you repeat my order|can you repeat the order|could you repeat my order|could you repeat the order|go over my order|go over the order|go over that|review my order|review the order|show me my order|show my order|tell me my order|tell me what i have|tell me what i ordered|list my order|so far|what was my order|whats that so far|what is that so far|where are we|where are we at|how many do i have|what do you have so far|what have you got|what have you got so far|what do you have for me|what did you get|recap|recap my order|recap the order|summarize my order|what all do i have|what all did i order|what am i getting|what am i having",
    ),
    (
        Class::Repeat,
        "what|what was that|what did you say|say that again|say again|can you say that again|could you say that again|can you repeat that|could you repeat that|repeat that|repeat that please|repeat|repeat please|come again|pardon|pardon me|excuse me|i didnt catch that|i didnt hear you|i didnt hear that|i didnt get that|sorry what|huh|what was the question|whats the question|what were the options|what are my options|what are the options|what are my choices|what are the choices|what do i have to choose from|what choices are there|which ones are there|what options are there|what sizes do you have|what sizes are there|what can i choose|what can i have|what sides do you have|what sides are there|what dressings do you have|what sauces do you have|one more time|again|can you repeat the question|could you repeat the question|repeat the question",
    ),
    (
        Class::Undo,
        "undo|undo that|undo it|go back|take that back|scratch that|strike that|cancel that|cancel the last one|remove that|never mind that|nevermind that|forget that|delete that|forget i said that|take that off|remove the last one|remove the last item|cancel the last item|delete the last one|remove the last thing|take off the last one|take that away|not that|no not that|drop that|lose that|i dont want that|i dont want it|i dont want that one|take it off|take it out|remove it|cancel it|delete it|drop it|take it back|take it away",
    ),
    (
        Class::Wait,
        "wait|hold on|hang on|one moment|one second|one sec|just a second|just a moment|just a minute|just a sec|a second|a moment|give me a second|give me a minute|give me a moment|give me a sec|wait a minute|wait a second|wait a moment|wait a sec|hold on a second|hold on a minute|hold on a sec|hang on a second|hang on a minute|hang on a sec|let me think|let me think about it|let me see|im thinking|im still thinking|im still deciding|i dont know|im not sure|not sure|not sure yet|i dont know yet|i need a minute|i need a moment|i need a second|i need more time|one minute|bear with me|never mind|nevermind",
    ),
    (
        Class::Offer,
        "do you have|do you have any|do you guys have|do you guys have any|do you sell|do you serve|do you do|have you got|have you got any|got any|is there|is there any|are there|are there any|you got|you guys got|do you carry|you have|what about|how much is|how much is the|how much are|how much are the|whats in the|what is in the|what comes with|what comes on|what comes with the|whats on the|tell me about|what kind of|what kinds of|which",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::words;

    #[test]
    fn phrases_are_spelled_as_they_are_looked_up() {
        for (class, phrases) in PHRASES {
            for phrase in phrases.split('|') {
                let tokens = words::tokens(phrase.split(' '));
                let texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
                if phrase != "," {
                    assert_eq!(texts.join(" "), phrase, "{class:?}");
                }
                assert!(texts.len() <= LONGEST, "{class:?}: {phrase}");
            }
        }
    }
}
