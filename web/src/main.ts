/** Builds the page and connects its parts. */

import "@fontsource-variable/figtree";
import "./style/tokens.css";
import "./style/base.css";
import "./style/intro.css";
import "./style/mirror.css";
import { App } from "./app";

new App(document.querySelector("#app")!);
