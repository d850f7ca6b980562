//! Whether guests can be heard, and spoken to.

use super::Finding;
use crate::{
    config::{Provider, VoiceConfig, VoiceEngine},
    voice::local::{engine, mouth},
};
use kitchen::{Menu, menu::COPPER_PAN};
use speech::Lexicon;
use std::{fs, sync::Arc};

/// What there is to find.
pub(super) fn findings(config: &VoiceConfig) -> Vec<(&'static str, Finding)> {
    match &config.engine {
        VoiceEngine::Off => vec![("voice", Ok("is switched off".to_owned()))],
        VoiceEngine::Provider(provider) => vec![("voice", key(provider))],
        VoiceEngine::Local { .. } => {
            vec![
                ("recogniser", recogniser(config)),
                ("speaker", speaker(config)),
            ]
        }
    }
}

fn key(provider: &Provider) -> Finding {
    let file = provider.key_file.display();
    match fs::read_to_string(&provider.key_file) {
        Ok(key) if !key.trim().is_empty() => Ok(format!("the provider's key is in {file}")),
        Ok(_) => Err(format!("{file} is empty: put the provider's key there")),
        Err(error) => Err(format!("cannot read {file} ({error})")),
    }
}

/// One is really made, on the demo's menu: a model may be there and be no model.
fn recogniser(config: &VoiceConfig) -> Finding {
    let faulty = |_| "the demo's menu has faults".to_owned();
    let menu = Menu::parse(COPPER_PAN).map_err(faulty)?;
    let lexicon = Arc::new(Lexicon::of(&Arc::new(menu)));
    let made = engine(config, &lexicon).and_then(|engine| engine.open().map(drop));
    made.map_err(|error| error.to_string())?;
    let sessions = config.sessions;
    Ok(format!("speech is recognised, {sessions} sessions at once"))
}

fn speaker(config: &VoiceConfig) -> Finding {
    match mouth(&config.speaker) {
        Ok(Some(_)) => Ok("replies are spoken".to_owned()),
        Ok(None) => Ok("replies are only written".to_owned()),
        Err(error) => Err(format!("replies are only written: {error}")),
    }
}
