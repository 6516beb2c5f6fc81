"""What an editor does to the document of a definition, which it never changes: each gives a new one. Its own door."""

from __future__ import annotations

from forms.authoring.asking import (
    MOST_LINES,
    Asked,
    answers_in,
    can_say,
    clauses_in,
    condition_panel,
    condition_preset,
    lines_of,
)
from forms.authoring.baring import unconditional
from forms.authoring.choices import PastedError, pasted
from forms.authoring.clauses import Clause
from forms.authoring.conditions import (
    Foreign,
    Sentence,
    UnfitConditionError,
    always_required,
    candidates,
    condition_of,
    entry_at,
    put_entry,
    requirable,
    sentences,
    set_condition,
)
from forms.authoring.copying import copy_page, copy_question, remove_page
from forms.authoring.counting import can_count, meaning_in, total_panel, total_preset, total_values
from forms.authoring.demanding import demand_in, readable, rule_panel, rule_preset, rule_values
from forms.authoring.effects import Target
from forms.authoring.figures import Shown, figure_files, figures, set_figure
from forms.authoring.formats import Part, explain, parts_of, pattern, pattern_of
from forms.authoring.genres import GENRES, Genre, genre_of, genres
from forms.authoring.languages import (
    LANGUAGES,
    TextRow,
    TextSection,
    add_language,
    drop_orphans,
    languages,
    orphans,
    remove_language,
    set_texts,
    text_sections,
)
from forms.authoring.languages import texts as text_rows
from forms.authoring.moving import move_question
from forms.authoring.origins import copy_of, unbundled
from forms.authoring.paging import add_page, move_page, rename_page
from forms.authoring.panels import Saved, adopted, panel, value_at
from forms.authoring.panels import read as read_panel
from forms.authoring.panels import write as write_panel
from forms.authoring.phrases import WORDS as OPERATOR_WORDS
from forms.authoring.phrases import condition_words, sentence_words
from forms.authoring.pieces import has_node, node_fault_position, put_node, spot_pointer, write_node
from forms.authoring.places import (
    TreeItem,
    TreePage,
    definition_pointer,
    effective,
    own,
    pages_of,
    stray,
    tree,
    with_node,
)
from forms.authoring.positions import Position, fault_position, nearest, pointer_lines, question_of
from forms.authoring.references import named_in
from forms.authoring.results import AuthoringError, Made
from forms.authoring.rules import (
    Demand,
    Rule,
    Total,
    UnfitRuleError,
    read_by,
    remove_rule,
    rules,
    set_rule,
    set_total,
    totals,
)
from forms.authoring.rulewords import EFFECTS as EFFECT_WORDS
from forms.authoring.rulewords import rule_words, total_words
from forms.authoring.samples import Tried, try_samples
from forms.authoring.scenarios import Outcome, Scenario, compare, observe
from forms.authoring.sheets import Difference, Sheet, Wrong, compare_lists, decoded, read_sheet, write_sheet
from forms.authoring.sources import asked_links, asked_sources, sources
from forms.authoring.spots import effective_node
from forms.authoring.structure import (
    add_question,
    blank,
    remove_question,
    rename_question,
    set_key,
    set_required,
)
from forms.authoring.surroundings import Candidate
from forms.authoring.terms import Comparison, Term
from forms.authoring.texts import parse
from forms.authoring.texts import write as write_text
from forms.authoring.turning import as_genre, turnable

__all__ = [
    "EFFECT_WORDS",
    "GENRES",
    "LANGUAGES",
    "MOST_LINES",
    "OPERATOR_WORDS",
    "Asked",
    "AuthoringError",
    "Candidate",
    "Clause",
    "Comparison",
    "Demand",
    "Difference",
    "Foreign",
    "Genre",
    "Made",
    "Outcome",
    "Part",
    "PastedError",
    "Position",
    "Rule",
    "Saved",
    "Scenario",
    "Sentence",
    "Sheet",
    "Shown",
    "Target",
    "Term",
    "TextRow",
    "TextSection",
    "Total",
    "TreeItem",
    "TreePage",
    "Tried",
    "UnfitConditionError",
    "UnfitRuleError",
    "Wrong",
    "add_language",
    "add_page",
    "add_question",
    "adopted",
    "always_required",
    "answers_in",
    "as_genre",
    "asked_links",
    "asked_sources",
    "blank",
    "can_count",
    "can_say",
    "candidates",
    "clauses_in",
    "compare",
    "compare_lists",
    "condition_of",
    "condition_panel",
    "condition_preset",
    "condition_words",
    "copy_of",
    "copy_page",
    "copy_question",
    "decoded",
    "definition_pointer",
    "demand_in",
    "drop_orphans",
    "effective",
    "effective_node",
    "entry_at",
    "explain",
    "fault_position",
    "figure_files",
    "figures",
    "genre_of",
    "genres",
    "has_node",
    "languages",
    "lines_of",
    "meaning_in",
    "move_page",
    "move_question",
    "named_in",
    "nearest",
    "node_fault_position",
    "observe",
    "orphans",
    "own",
    "pages_of",
    "panel",
    "parse",
    "parts_of",
    "pasted",
    "pattern",
    "pattern_of",
    "pointer_lines",
    "put_entry",
    "put_node",
    "question_of",
    "read_by",
    "read_panel",
    "read_sheet",
    "readable",
    "remove_language",
    "remove_page",
    "remove_question",
    "remove_rule",
    "rename_page",
    "rename_question",
    "requirable",
    "rule_panel",
    "rule_preset",
    "rule_values",
    "rule_words",
    "rules",
    "sentence_words",
    "sentences",
    "set_condition",
    "set_figure",
    "set_key",
    "set_required",
    "set_rule",
    "set_texts",
    "set_total",
    "sources",
    "spot_pointer",
    "stray",
    "tests_words",
    "text_rows",
    "text_sections",
    "total_panel",
    "total_preset",
    "total_values",
    "total_words",
    "totals",
    "tree",
    "try_samples",
    "turnable",
    "unbundled",
    "unconditional",
    "value_at",
    "with_node",
    "write_node",
    "write_panel",
    "write_sheet",
    "write_text",
]
