/** 日本語 */

import { formats } from "../formats";
import type { Words } from "../words";

const { number, percent } = formats("ja");

export const japanese: Words = {
  name: "Move Mirror",
  invitation: "ポーズをとると、同じポーズの写真が鏡のように現れます。",
  start: "カメラを使う",
  or: "または",
  tryFile: "写真や動画で試す",
  useFileInstead: "写真や動画を使う",
  watchDancer: "ダンサーを見る",
  watchDancerInstead: "ダンサーを見る",
  privacy:
    "カメラの映像がこの端末の外に出ることはありません。似た写真を探すためにサーバーへ送られるのは、ポーズを表す17個の点の数値だけで、保存もされません。",
  exampleLabel: "鏡に映ったように同じポーズをとる、別々の二人の写真",
  language: "言語",

  download: (fraction) => `ポーズを見分けるしくみを読み込み中 ${percent(fraction)}`,
  warmUp: "ウォーミングアップ中",
  askingCamera: "ブラウザーがカメラの使用許可を求めています。「許可」を選んでください。",
  preparing: "準備中",

  you: "あなた",
  match: "あなたと同じポーズの写真",
  hints: {
    absent: "カメラの前に立ってください",
    dark: "暗くてよく見えません。明かりをつけるか、窓のほうを向いてください。",
    stepBack: "少し下がってください",
    comeCloser: "もう少し近づいてください",
    upper: "脚が写っていないので、上半身だけで探します",
  },
  lookingAtPhoto: "人を探しています",
  nobodyInPhoto: "この写真には人が見つかりませんでした。人がもっとはっきり写った写真で試してください。",
  waitingForMatch: "ここに似た写真が現れます",
  paused: "一時停止中",
  serverSilent: "サーバーが応答していません。応答が戻りしだい、写真も戻ります。",
  alike: (similarity) => `${percent(similarity)} 似ています`,
  credit: (credit) => `写真：${credit}`,

  pause: "一時停止",
  resume: "再開",
  mirror: "左右反転",
  skeleton: "骨格線",
  open: "開く",
  openFile: "写真や動画を開く",
  camera: "カメラ",
  stop: "終了",
  controls: "操作",
  more: "その他",
  close: "閉じる",
  fullScreen: "全画面",
  keyboard: "キーボード",
  spaceKey: "スペース",
  keysWork: "これらのキーを使う",
  help: "このヘルプ",
  pauseOrGoOn: "一時停止・再開",
  resting: (title, similarity) => `${title}、${percent(similarity)} 似ています`,

  whatLeaves: "この端末から送られるもの",
  whatLeavesText:
    "人が写っている間、ページはそのポーズに似た写真をサーバーに尋ねます。送るのは下の一覧だけで、映像も音声も名前も送りません。サーバーは答えたあと、その内容を残しません。どのページでもそうであるように、接続元のネットワークアドレスはサーバーに伝わります。",
  nothingSent: "まだ何も送っていません。",
  sentSoFar: (count, bytesEach, time) =>
    `これまでに${number(count)}回、1回あたり約${number(bytesEach)}バイト。最後は${time}：`,
  point: "点",
  across: "横",
  down: "縦",
  sureness: "確かさ",
  asItWas: "送った内容そのもの",
  keypoints: {
    nose: "鼻",
    left_eye: "左目",
    right_eye: "右目",
    left_ear: "左耳",
    right_ear: "右耳",
    left_shoulder: "左肩",
    right_shoulder: "右肩",
    left_elbow: "左ひじ",
    right_elbow: "右ひじ",
    left_wrist: "左手首",
    right_wrist: "右手首",
    left_hip: "左腰",
    right_hip: "右腰",
    left_knee: "左ひざ",
    right_knee: "右ひざ",
    left_ankle: "左足首",
    right_ankle: "右足首",
  },
  stepInFront: "鏡の前に立ってみてください",
  triesItself: "自動的にもう一度試します。",

  performance: {
    title: "性能",
    rows: {
      backend: "バックエンド",
      cropMs: "切り抜き",
      uploadMs: "転送",
      networkMs: "ネットワーク",
      decodeMs: "復号",
      roundTripMs: "往復",
      matchMs: "検索",
      looks: "ポーズ／秒",
      screen: "画面／秒",
      pictures: "カメラ／秒",
      skipped: "未処理",
      dropped: "欠落",
      tensors: "テンソル",
    },
  },

  tryAgain: "もう一度試す",
  back: "最初に戻る",
  modelMissing: {
    title: "ポーズ認識のデータを取得できませんでした",
    text: "サーバーからポーズを見分けるファイルが届きませんでした。接続を確かめて、「もう一度試す」を押してください。",
  },
  cannotRun: {
    title: "このブラウザーではポーズ認識を実行できません",
    text: "バックグラウンドで動く WebAssembly が必要です。最新の Firefox、Chrome、Edge、Safari で使えます。",
  },
  photoUnreadable: {
    title: "このファイルは写真として読み取れませんでした",
    text: "別のファイルで試してください。JPEG、PNG、WebP ならどこでも使えます。",
  },
  videoUnreadable: {
    title: "この動画は再生できませんでした",
    text: "別の動画で試してください。MP4（H.264）と WebM はほとんどのブラウザーで使えます。",
  },
  cameraTroubles: {
    refused: {
      title: "カメラが許可されていません",
      text: "アドレスの横のカメラのマークからこのページに許可して、「もう一度試す」を押してください。",
    },
    none: {
      title: "カメラが見つかりません",
      text: "カメラをつないで「もう一度試す」を押すか、代わりに写真や動画、ダンサーを使ってください。",
    },
    busy: {
      title: "カメラは使用中です",
      text: "別のアプリがカメラを使っています。そのアプリで終了してから、「もう一度試す」を押してください。",
    },
    insecure: {
      title: "カメラには安全なページが必要です",
      text: "ブラウザーがカメラを使わせるのは、アドレスが https:// または localhost で始まるページだけです。そのアドレスで開くか、代わりに写真を使ってください。",
    },
    ended: {
      title: "カメラが止まりました",
      text: "カメラが外されたか、電源が切れました。もう一度つないで、「もう一度試す」を押してください。",
    },
    unknown: {
      title: "カメラを開始できませんでした",
      text: "「もう一度試す」を押してください。うまくいかないときは、カメラを使うほかのアプリを閉じるか、代わりに写真を使ってください。",
    },
  },
};
