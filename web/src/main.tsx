// The page begins here.
import { effect } from "@preact/signals";
import { render, type JSX } from "preact";
import { followPlayhead } from "./timeline/choose";
import { connect } from "./state/connection";
import { watchLeaving } from "./state/editing";
import { watchDrops } from "./state/files";
import { listenToKeys } from "./state/keys";
import { load, watchEdits } from "./state/player";
import { watchPlayhead } from "./state/still";
import { plan, songTitle, state } from "./state/store";
import { watchTheme } from "./state/theme";
import { Stage } from "./stage/stage";
import { Start } from "./stage/start";
import { Transport } from "./stage/transport";
import { Timeline } from "./timeline/timeline";
import { Banners, DropHint, KeysDialog, Toasts } from "./ui/overlays";
import { Sidebar } from "./ui/sidebar";
import { TopBar } from "./ui/topbar";
import "./styles/all.css";

function App(): JSX.Element {
  return (
    <>
      <TopBar />
      <Banners />
      {!state.value ? <p class="opening quiet" role="status">Opening ...</p> : plan.value ? <Editor /> : <Start />}
      <Toasts />
      <KeysDialog />
      <DropHint />
    </>
  );
}

function Editor(): JSX.Element {
  return (
    <main class="editor">
      <Stage />
      <Transport />
      <Timeline />
      <Sidebar />
    </main>
  );
}

watchTheme();
watchPlayhead();
watchEdits();
followPlayhead();
listenToKeys();
watchDrops();
watchLeaving();
connect();
let song = "";
effect(() => {
  const heard = plan.value?.song.sha256 ?? "";
  if (heard && heard !== song) load();
  song = heard;
});
effect(() => {
  document.title = songTitle.value ? `${songTitle.value} – Clavilux studio` : "Clavilux studio";
});
render(<App />, document.getElementById("app")!);
