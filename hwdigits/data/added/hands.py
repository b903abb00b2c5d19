"""Digits and letters in many people's hands, from free fonts made of their writing.

MNIST's writers are American, of around 1990, and careful with their pens. What is free
of other hands, in many countries, are fonts: some are a person's own writing, some are
what schools teach (all of Playwrite's), some a letterer's. Families count as hands,
each as often as any other; `tools/fonts` brings them. A fifth of them is never learnt
from: it is the data `hands`, to score on.
"""

import pathlib
from collections.abc import Sequence

import numpy as np

from hwdigits.data.added import characters, fonts
from hwdigits.data.examples import NOT_A_DIGIT, Examples, concatenate

# Families of Fontsource, whose packages are named @fontsource/<family>.
LEARNT = (
    *("annie-use-your-telescope", "architects-daughter", "babylonica", "bad-script"),
    *("bilbo", "birthstone", "bonheur-royale", "borel", "calligraffitti", "caramel"),
    *("caveat", "caveat-brush", "chilanka", "comforter", "coming-soon"),
    *("covered-by-your-grace", "crafty-girls", "dekko", "delicious-handrawn"),
    *("east-sea-dokdo", "edu-au-vic-wa-nt-hand", "edu-nsw-act-cursive"),
    *("edu-nsw-act-foundation", "edu-qld-beginner", "edu-sa-beginner"),
    *("edu-tas-beginner", "estonia", "fasthand", "finger-paint", "fuzzy-bubbles"),
    *("gaegu", "gamja-flower", "give-you-glory", "gloria-hallelujah", "grape-nuts"),
    *("grechen-fuemen", "gwendolyn", "hachi-maru-pop", "handlee", "hi-melody"),
    *("hurricane", "indie-flower", "itim", "julee", "just-another-hand", "kalam"),
    *("kaushan-script", "kavivanar", "klee-one", "kolker-brush", "kristi"),
    *("la-belle-aurore", "licorice", "liu-jian-mao-cao", "loved-by-the-king"),
    *("lovers-quarrel", "mali", "mansalva", "marck-script", "mea-culpa", "meddon"),
    *("moon-dance", "mr-dafoe", "mr-de-haviland", "ms-madi", "my-soul"),
    *("nanum-brush-script", "nanum-pen-script", "neucha", "oooh-baby", "pangolin"),
    *("passions-conflict", "patrick-hand", "permanent-marker", "playwrite-ar"),
    *("playwrite-at", "playwrite-be-wal", "playwrite-br", "playwrite-cu"),
    *("playwrite-cz", "playwrite-de-grund", "playwrite-dk-loopet", "playwrite-es"),
    *("playwrite-fr-trad", "playwrite-hr", "playwrite-it-trad", "playwrite-nl"),
    *("playwrite-no", "playwrite-pl", "playwrite-ro", "playwrite-us-trad"),
    *("playwrite-vn", "poor-story", "potta-one", "qwigley", "rancho"),
    *("reenie-beanie", "satisfy", "schoolbell", "sedgwick-ave"),
    *("sedgwick-ave-display", "shadows-into-light", "shadows-into-light-two"),
    *("single-day", "solitreo", "splash", "square-peg", "sriracha", "sunshiney"),
    *("swanky-and-moo-moo", "the-nautigal", "tillana", "vujahday-script"),
    *("walter-turncoat", "water-brush", "whisper", "yellowtail", "yeon-sung"),
    *("yesteryear", "yuji-boku", "yuji-mai", "yuji-syuku", "zen-kurenaido"),
    "zhi-mang-xing",
)
HELD_OUT = (
    *("amatic-sc", "beth-ellen", "cedarville-cursive", "dawning-of-a-new-day"),
    *("delius", "explora", "fuggles", "gochi-hand", "herr-von-muellerhoff"),
    *("homemade-apple", "just-me-again-down-here", "long-cang", "ma-shan-zheng"),
    *("mynerve", "nothing-you-could-do", "over-the-rainbow", "rock-salt", "ruthie"),
    *("short-stack", "sue-ellen-francisco", "the-girl-next-door", "unkempt"),
    *("waiting-for-the-sunrise", "waterfall", "yomogi", "zeyada"),
)
# Those that look like no digit in any hand: a cursive G, L, T or f may.
_LETTERS = "AEFHKMNRWXadehkmnruvwx"
# Of a character's height: pens from ballpoint to marker. And how much narrower or wider
# a hand is: of its width, as fonts have it, less than twice either way.
_PENS, _WIDTHS = (0.07, 0.22), (0.65, 1.25)
_UNSHARP = 0.09  # of the height at most, and in half of them none
_TRIES = 4  # of each digit that is scored


def make(
    count: int, seed: int, folders: Sequence[pathlib.Path] | None = None
) -> Examples:
    """Writes `count` characters in the hands to learn from, one in six a letter.

    Args:
        count: how many.
        seed: with the same fonts, the same arguments give the same pictures.
        folders: where to look for the fonts; None for where this system keeps them.

    Returns:
        Examples, label 0..9 or NOT_A_DIGIT, named "hand/<family>/<number>".

    Raises:
        Refusal: there are no fonts.
    """
    random = np.random.default_rng([seed, len(LEARNT)])
    labels = np.minimum(np.arange(count, dtype=np.int64) % 12, NOT_A_DIGIT)
    return characters.make(
        *("hand", labels, _LETTERS, _families(LEARNT, folders), random, _changed)
    )


def held_out(folders: Sequence[pathlib.Path] | None = None) -> Examples:
    """Each digit in each hand that nothing learns from, with four pens.

    Returns:
        Examples, always the same ones from the same fonts.

    Raises:
        Refusal: there are no fonts.
    """
    parts = []
    for number, family in enumerate(_families(HELD_OUT, folders)):
        random = np.random.default_rng([number, len(HELD_OUT)])
        labels = np.repeat(np.arange(10, dtype=np.int64), _TRIES)
        parts.append(
            characters.make("hand", labels, _LETTERS, [family], random, _changed)
        )
    return concatenate(parts)


def _families(names, folders):
    found = fonts.families(
        [f"{name}." for name in names],
        folders,
        "hands need fonts, and none of the known ones is on this machine: run "
        "tools/fonts (which needs npm); or learn without: --config.added.hands=0",
    )
    return list(found.values())


def _changed(ink, random):
    """Narrower or wider, with another pen, in focus or out."""
    ink = characters.wider(ink, random.uniform(*_WIDTHS))
    stroke_px, height_px = characters.stroke(ink)
    other = height_px * random.uniform(*_PENS) - stroke_px
    ink = characters.other_pen(ink, other / 2)
    return characters.unsharp(ink, max(0.0, random.uniform(-_UNSHARP, _UNSHARP)))
