//! The desktop app's window: Tauri commands, windows and the sidecar. No decisions.
