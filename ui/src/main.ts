//! Starts the page: styles, theme, the bridge to the core, and the app itself.

import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/bar.css";
import "./styles/board.css";
import "./styles/ticket.css";
import "./styles/lines.css";
import "./styles/gap.css";
import "./styles/allday.css";
import "./styles/expo.css";
import "./styles/stale.css";
import "./styles/spoken.css";
import "./styles/states.css";
import "./styles/drawer.css";
import "./styles/near.css";
import "./styles/diagnostics.css";
import "./styles/counter.css";
import "./styles/motion.css";
import "./styles/forced.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { openBridge } from "./bridge";
import { reportFailures } from "./failures";
import { fontsReady } from "./fonts";
import { settingsFrom, applySettings } from "./settings";

const bridge = await openBridge();
reportFailures(window, bridge);
const settings = settingsFrom(new URLSearchParams(location.search));
applySettings(document.documentElement, settings);
await fontsReady();
mount(App, { target: document.getElementById("page") ?? document.body, props: { bridge, settings } });
