"""The TeX that the course may use: what MathJax 3 knows in JupyterLab, on GitHub and in the book.

Commands come from MathJax's packages base, ams and boldsymbol, which every one of these loads.
"""

from __future__ import annotations

_GREEK = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu
xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega
Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""

_FUNCTIONS = """
arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup
ln log max min Pr sec sin sinh sup tan tanh
"""

_SYMBOLS = """
sum prod coprod int iint iiint oint bigcap bigcup bigoplus bigotimes bigodot bigvee bigwedge
bigsqcup
partial nabla infty ell hbar Re Im imath jmath wp aleph emptyset varnothing forall exists nexists
neg lnot land lor top bot angle triangle square blacksquare checkmark prime backprime dagger ddagger
pm mp times div cdot ast star circ bullet oplus ominus otimes oslash odot cap cup sqcap sqcup vee
wedge setminus smallsetminus amalg diamond Box Diamond
leq le geq ge neq ne equiv sim simeq approx approxeq cong propto doteq triangleq lesssim gtrsim
ll gg lll ggg prec preceq succ succeq subset subseteq subsetneq supset supseteq supsetneq in ni
notin mid nmid parallel nparallel perp vdash dashv models asymp bowtie
leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow longleftarrow
longrightarrow longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow uparrow downarrow
updownarrow Uparrow Downarrow mapsto longmapsto hookrightarrow hookleftarrow rightharpoonup
rightleftharpoons nearrow searrow swarrow nwarrow to gets implies impliedby iff leadsto
rightsquigarrow curvearrowleft curvearrowright
dots ldots cdots vdots ddots dotsc dotsb colon therefore because
"""

_DELIMITER_NAMES = """
langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert lbrace rbrace lbrack
rbrack backslash uparrow downarrow
"""

_LAYOUT = """
quad qquad thinspace negthinspace enspace displaystyle textstyle scriptstyle
scriptscriptstyle limits nolimits big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr
bigm Bigm not bmod nonumber notag hline mathstrut strut rm bf it cal
tiny small normalsize large Large
"""

_ONE_ARGUMENT = """
mathbb mathbf mathcal mathfrak mathit mathrm mathscr mathsf mathtt boldsymbol
hat widehat tilde widetilde bar overline underline vec dot ddot dddot check breve acute
grave mathring overrightarrow overleftarrow overbrace underbrace sqrt boxed phantom hphantom
vphantom smash mathop mathbin mathrel mathord mathopen mathclose mathinner substack
xrightarrow xleftarrow pmod mod hspace
"""

_TWO_ARGUMENTS = "frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel"

_TEXT = "text textrm textbf textit texttt textsf mbox operatorname tag label eqref ref"

_ENVIRONMENT_NAMES = """
array matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases aligned alignedat
gathered split align align* gather gather* equation equation* multline multline*
"""

# name -> how many arguments must follow
ARGUMENTS: dict[str, int] = {
    **dict.fromkeys(_ONE_ARGUMENT.split(), 1),
    **dict.fromkeys(_TWO_ARGUMENTS.split(), 2),
}

# These take one argument, whose content is text and not parsed as a formula.
TEXT_ARGUMENTS: frozenset[str] = frozenset(_TEXT.split())

COMMANDS: frozenset[str] = frozenset(
    [
        *(_GREEK + _FUNCTIONS + _SYMBOLS + _DELIMITER_NAMES + _LAYOUT).split(),
        *ARGUMENTS,
        *TEXT_ARGUMENTS,
    ]
)

# What may follow `\left`, `\right` and `\middle`.
DELIMITERS: frozenset[str] = frozenset(
    [*"()[]|/.<>", r"\{", r"\}", r"\|", *("\\" + name for name in _DELIMITER_NAMES.split())]
)

ENVIRONMENTS: frozenset[str] = frozenset(_ENVIRONMENT_NAMES.split())

# Environments whose name is followed by an argument that describes the columns.
WITH_COLUMNS: frozenset[str] = frozenset({"array", "alignedat"})
