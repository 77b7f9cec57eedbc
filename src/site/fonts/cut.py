"""Cuts a DejaVu font down to what `src/site/cards.rs` draws right, and writes it beside this file, the same bytes each time:

    pip install fonttools zopfli && python3 cut.py /usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf

Cards set letters one after the other from the left. So there stay: letters and signs that need no more than that, their
outlines, widths and kerning, and the notice of the licence. Hints for coarse screens and tables for shaping go.
"""

import io
import pathlib
import sys
import unicodedata

import zopfli.gzip
from fontTools import subset
from fontTools.ttLib import TTFont


def is_drawn_right(code):
    right_to_left = unicodedata.bidirectional(chr(code)) in ("R", "AL", "AN")
    mark_or_control = unicodedata.category(chr(code))[0] in "MC"
    lao = 0x0E80 <= code <= 0x0EFF
    return not (right_to_left or mark_or_control or lao)


source = pathlib.Path(sys.argv[1])
font = TTFont(source, recalcTimestamp=False)
options = subset.Options(
    hinting=False,
    layout_features=[],
    drop_tables=["FFTM", "GDEF", "GPOS", "GSUB", "gasp"],
    legacy_kern=True,
    notdef_outline=False,
    name_IDs=[0, 1, 2, 5, 13, 14],
)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=[code for code in font.getBestCmap() if is_drawn_right(code)])
subsetter.subset(font)
cut = io.BytesIO()
font.save(cut)
target = pathlib.Path(__file__).with_name(source.name + ".gz")
target.write_bytes(zopfli.gzip.compress(cut.getvalue()))
