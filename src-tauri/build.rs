//! Tauri's build step: capabilities from where they live, and a page folder that always exists.

fn main() {
    // Without the folder the build fails before anyone could have built the page.
    std::fs::create_dir_all("ui/dist").expect("ui/dist can be made");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/*.json");
    tauri_build::try_build(attributes).expect("tauri.conf.json and the capabilities are right");
}
