//! What is known of each restaurant's menu: how it is spoken of, and what recognises that. Made
//! once for a menu, and anew when it is replaced.

use super::ears::{Listeners, MakeEngine};
use crate::kitchens::Restaurant;
use kitchen::Menu;
use scope::{ScopeHandle, Task};
use speech::lexicon::Lexicon;
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::RestaurantId;
use tokio::sync::broadcast::error::RecvError;

/// Makes what recognises orders from a menu.
pub type EngineOf = Box<dyn Fn(&Arc<Lexicon>) -> MakeEngine + Send + Sync>;

/// What is known of one menu.
pub struct Learned {
    menu: Arc<Menu>,
    /// How it is spoken of.
    pub lexicon: Arc<Lexicon>,
    /// Who understands that.
    pub listeners: Arc<Listeners>,
}

/// What is known of all menus.
pub struct Menus {
    engine_of: EngineOf,
    scope: ScopeHandle,
    /// No more than there are restaurants.
    learned: Mutex<HashMap<RestaurantId, Arc<Learned>>>,
}

impl Menus {
    /// Nothing is known yet; what is learned is learned in `scope`.
    pub fn new(engine_of: EngineOf, scope: ScopeHandle) -> Arc<Self> {
        Arc::new(Self {
            engine_of,
            scope,
            learned: Mutex::default(),
        })
    }

    /// What is known of the restaurant's menu as it is now; `None` where it has none.
    pub fn of(self: &Arc<Self>, restaurant: &Arc<Restaurant>) -> Option<Arc<Learned>> {
        let menu = restaurant.head().menu.clone()?;
        let (learned, first) = {
            let mut all = self.learned();
            match all.entry(restaurant.id().clone()) {
                Entry::Occupied(known) if Arc::ptr_eq(&known.get().menu, &menu) => {
                    return Some(known.get().clone());
                }
                Entry::Occupied(mut known) => {
                    let learned = self.learn(&menu);
                    known.insert(learned.clone());
                    (learned, false)
                }
                Entry::Vacant(place) => (place.insert(self.learn(&menu)).clone(), true),
            }
        };
        self.prepare(&learned);
        if first {
            self.watch(restaurant.clone());
        }
        Some(learned)
    }

    fn learn(&self, menu: &Arc<Menu>) -> Arc<Learned> {
        let lexicon = Arc::new(Lexicon::of(menu));
        Arc::new(Learned {
            menu: menu.clone(),
            listeners: Arc::new(Listeners::new((self.engine_of)(&lexicon))),
            lexicon,
        })
    }

    /// Makes what recognises, so that the first guest need not wait for it.
    fn prepare(&self, learned: &Arc<Learned>) {
        let listeners = learned.listeners.clone();
        // In a scope that has ended nobody is listened to any more.
        let _ = self
            .scope
            .spawn_blocking("learn the menu", move || listeners.prepare());
    }

    /// Learns the menus to come.
    fn watch(self: &Arc<Self>, restaurant: Arc<Restaurant>) {
        let menus = self.clone();
        let watching = async move {
            let mut batches = restaurant.subscribe();
            loop {
                match batches.recv().await {
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                }
                menus.of(&restaurant);
            }
        };
        // As above.
        let _ = self.scope.spawn(Task::abort("menus"), watching);
    }

    fn learned(&self) -> MutexGuard<'_, HashMap<RestaurantId, Arc<Learned>>> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
