/** Español */

import { formats } from "../formats";
import type { Words } from "../words";

const { number, percent, plural } = formats("es");

export const spanish: Words = {
  name: "Move Mirror",
  invitation: "Haz una pose y una foto con la misma pose te devolverá la mirada.",
  start: "Usar mi cámara",
  or: "o",
  tryFile: "prueba con una foto o un vídeo",
  useFileInstead: "Usar una foto o un vídeo",
  watchDancer: "mira a una bailarina",
  watchDancerInstead: "Mirar a una bailarina",
  privacy:
    "Las imágenes de la cámara no salen de este dispositivo. Al servidor solo llega la pose, 17 puntos en números, para buscar la foto que se le parece. No se guarda.",
  exampleLabel: "Dos fotos de personas distintas en la misma pose, como una imagen y su reflejo",
  language: "Idioma",

  download: (fraction) => `Cargando lo que reconoce las poses: ${percent(fraction)}`,
  warmUp: "Calentando",
  askingCamera: "El navegador pregunta si se puede usar la cámara. Permítelo, por favor.",
  preparing: "Preparando",

  you: "Tú",
  match: "La foto en tu pose",
  hints: {
    absent: "Ponte delante de la cámara",
    dark: "Está demasiado oscuro para verte bien. Enciende una luz o ponte frente a una ventana.",
    stepBack: "Aléjate un poco",
    comeCloser: "Acércate un poco",
    upper: "No se te ven las piernas: se compara la parte de arriba",
  },
  lookingAtPhoto: "Buscando a una persona",
  nobodyInPhoto:
    "No se ha encontrado a nadie en esta foto. Prueba con una en la que se vea mejor a la persona.",
  waitingForMatch: "Aquí aparecerá tu reflejo",
  paused: "En pausa",
  serverSilent: "El servidor no responde. Las fotos volverán en cuanto lo haga.",
  alike: (similarity) => `${percent(similarity)} de parecido`,
  credit: (credit) => `Foto: ${credit}`,

  pause: "Pausa",
  resume: "Seguir",
  mirror: "Espejo",
  skeleton: "Líneas",
  open: "Abrir",
  openFile: "Abrir una foto o un vídeo",
  camera: "Cámara",
  stop: "Terminar",
  controls: "Controles",
  more: "Más",
  close: "Cerrar",
  fullScreen: "Pantalla completa",
  keyboard: "Teclado",
  spaceKey: "Espacio",
  keysWork: "Usar estas teclas",
  help: "Esta ayuda",
  pauseOrGoOn: "Pausar o seguir",
  resting: (title, similarity) => `${title}, ${percent(similarity)} de parecido`,

  whatLeaves: "Qué sale de este dispositivo",
  whatLeavesText:
    "Mientras se ve a alguien, la página pide al servidor fotos en su pose. Cada pregunta es la lista de abajo y nada más: ni imagen, ni sonido, ni nombre. El servidor responde y la olvida. Como con cualquier página, también ve la dirección de red desde la que llegas.",
  nothingSent: "Todavía no se ha enviado nada.",
  sentSoFar: (count, bytesEach, time) =>
    `${plural(count, { one: "# pregunta", other: "# preguntas" })} hasta ahora, de unos ${number(bytesEach)} bytes cada una. La última, a las ${time}:`,
  point: "Punto",
  across: "Horizontal",
  down: "Vertical",
  sureness: "Certeza",
  asItWas: "Byte a byte",
  keypoints: {
    nose: "Nariz",
    left_eye: "Ojo izquierdo",
    right_eye: "Ojo derecho",
    left_ear: "Oreja izquierda",
    right_ear: "Oreja derecha",
    left_shoulder: "Hombro izquierdo",
    right_shoulder: "Hombro derecho",
    left_elbow: "Codo izquierdo",
    right_elbow: "Codo derecho",
    left_wrist: "Muñeca izquierda",
    right_wrist: "Muñeca derecha",
    left_hip: "Cadera izquierda",
    right_hip: "Cadera derecha",
    left_knee: "Rodilla izquierda",
    right_knee: "Rodilla derecha",
    left_ankle: "Tobillo izquierdo",
    right_ankle: "Tobillo derecho",
  },
  stepInFront: "Ponte delante del espejo",
  triesItself: "Se vuelve a intentar automáticamente.",

  performance: {
    title: "Rendimiento",
    rows: {
      backend: "Motor",
      cropMs: "Recorte",
      uploadMs: "Carga",
      networkMs: "Red",
      decodeMs: "Decodificación",
      roundTripMs: "Ida y vuelta",
      matchMs: "Búsqueda",
      looks: "Poses por segundo",
      screen: "Pantalla, por segundo",
      pictures: "Cámara, por segundo",
      skipped: "Sin mirar",
      dropped: "Perdidos",
      tensors: "Tensores",
    },
  },

  tryAgain: "Reintentar",
  back: "Volver al inicio",
  modelMissing: {
    title: "No se ha podido cargar la red que reconoce poses",
    text: "El servidor no ha enviado el archivo. Comprueba la conexión y pulsa Reintentar.",
  },
  cannotRun: {
    title: "Este navegador no puede ejecutar la red que reconoce poses",
    text: "Necesita WebAssembly en segundo plano. Lo tienen las versiones actuales de Firefox, Chrome, Edge y Safari.",
  },
  photoUnreadable: {
    title: "Este archivo no se puede leer como imagen",
    text: "Prueba con otro: las imágenes JPEG, PNG y WebP funcionan en todas partes.",
  },
  videoUnreadable: {
    title: "Este vídeo no se puede reproducir",
    text: "Prueba con otro: los vídeos MP4 (H.264) y WebM funcionan en casi todos los navegadores.",
  },
  cameraTroubles: {
    refused: {
      title: "La cámara no está permitida",
      text: "Permítela para esta página con el icono de cámara junto a la dirección y pulsa Reintentar.",
    },
    none: {
      title: "No se ha encontrado ninguna cámara",
      text: "Conecta una y pulsa Reintentar, o usa una foto, un vídeo o la bailarina.",
    },
    busy: {
      title: "La cámara está ocupada",
      text: "Otra aplicación está usando la cámara. Ciérrala y pulsa Reintentar.",
    },
    insecure: {
      title: "La cámara necesita una página segura",
      text: "Los navegadores solo dan la cámara a páginas cuya dirección empieza por https:// o por localhost. Abre así esta página, o usa una foto.",
    },
    ended: {
      title: "La cámara se ha detenido",
      text: "Se ha desconectado o apagado. Vuelve a conectarla y pulsa Reintentar.",
    },
    unknown: {
      title: "La cámara no ha arrancado",
      text: "Pulsa Reintentar. Si no sirve, cierra otras aplicaciones que usen la cámara, o usa una foto.",
    },
  },
};
