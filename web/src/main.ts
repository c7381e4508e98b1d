/** Builds the page and connects its parts. */

import "@fontsource-variable/figtree";
import "./style/tokens.css";
import "./style/base.css";
import "./style/intro.css";
import "./style/mirror.css";
import "./style/language.css";
import "./style/sheet.css";
import "./style/inspector.css";
import "./style/attract.css";
import { App } from "./app";
import { keepOnDevice } from "./device/offline";
import { currentLanguage, markDocument } from "./words/language";
import { loadWords } from "./words/words";

markDocument(document.documentElement, await loadWords(currentLanguage()));
new App(document.querySelector("#app")!);
keepOnDevice();
