// How the text of a definition looks, in our colours, and the editor's own words in French.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const look = EditorView.theme({
  "&": { backgroundColor: "#ffffff", color: "#15212a", fontSize: "1rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "monospace", lineHeight: "1.5", maxHeight: "max(70vh, 16rem)", minHeight: "10rem", overflow: "auto" },
  ".cm-content": { caretColor: "#15212a" },
  ".cm-gutters": { backgroundColor: "#eef4f6", borderRight: "1px solid #cbd8de", color: "#47565f" },
  ".cm-activeLine": { backgroundColor: "#f4f8fa" },
  ".cm-activeLineGutter": { backgroundColor: "#dbe7ec" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "#cfe3ee" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "#ffe9a8", outline: "1px solid #7a5a00" },
  ".cm-tooltip": { backgroundColor: "#ffffff", border: "1px solid #3a4a54", color: "#15212a", maxWidth: "min(28rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "monospace", maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { lineHeight: "1.6", padding: "2px 6px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "#14405c", color: "#ffffff" },
  ".cm-tooltip.cm-completionInfo": { fontFamily: "sans-serif", padding: "8px" },
  ".cm-completionDetail": { color: "#47565f", fontStyle: "normal" },
  "ul li[aria-selected] .cm-completionDetail": { color: "#ffffff" },
  ".cm-completionIcon": { display: "none" },
  ".cm-hover": { fontFamily: "sans-serif", lineHeight: "1.4", padding: "8px" },
  ".cm-diagnostic": { fontFamily: "sans-serif", fontSize: "1rem", lineHeight: "1.4", whiteSpace: "pre-wrap" },
  ".cm-panels": { backgroundColor: "#eef4f6", color: "#15212a" },
  ".cm-panel input, .cm-panel button, .cm-panel label": { fontSize: "1rem" },
  ".cm-panel button": { backgroundColor: "#ffffff", backgroundImage: "none", border: "1px solid #3a4a54", color: "#15212a" },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "#14405c", fontWeight: "bold" },
  { tag: tags.string, color: "#1c6b45" },
  { tag: tags.number, color: "#8a3a00" },
  { tag: [tags.bool, tags.null], color: "#4b3a86" },
  { tag: tags.invalid, color: "#b3261e" },
]);

const french = EditorState.phrases.of({
  "Fold line": "Replier",
  "Unfold line": "Déplier",
  "Fold gutter": "Replis",
  "folded code": "texte replié",
  unfold: "déplier",
  "Folded lines": "Lignes repliées",
  "Unfolded lines": "Lignes dépliées",
  to: "à",
  "Control character": "Signe invisible",
  "Selection deleted": "Sélection effacée",
  Completions: "Propositions",
  Diagnostics: "Problèmes",
  "No diagnostics": "Aucun problème",
  "Go to line": "Aller à la ligne",
  go: "Aller",
  Find: "Chercher",
  Replace: "Remplacer par",
  next: "suivant",
  previous: "précédent",
  all: "tous",
  "match case": "majuscules comme écrites",
  "by word": "mots entiers",
  regexp: "expression régulière",
  replace: "remplacer",
  "replace all": "tout remplacer",
  close: "fermer",
  "current match": "trouvé",
  "on line": "à la ligne",
  "replaced match on line $": "remplacé à la ligne $",
  "replaced $ matches": "$ remplacements",
});

export const dress = [look, syntaxHighlighting(colours), french, EditorView.lineWrapping];
