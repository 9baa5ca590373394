"""How people answer reminders in English; the syntax is told in the package."""

from .rule import Rule

# Words by which a text shows its language; those of the trade count like the others.
STOPWORDS = (
    "the an of and is are we you i your our not that this for in on with hello "
    "hi thanks thank please invoice payment paid pay my it to be will have has "
    "was by from at can could been as"
)

NAMES = {
    "pay": (
        r"(?:payments?|transfers?|cheques?|checks?|funds|money|remittance|wire|"
        r"bacs|monies)"
    ),
    "done": r"(?:paid|payed|settled|cleared|transferred|wired|remitted)",
    "not": (
        r"\b(?:not|never|nothing|no(?!\.? ?\d)|haven't|hasn't|havent|hasnt|didn't|isn't|"
        r"wasn't|won't|yet to|cannot|can't|unpaid|unable|without)\b"
    ),
}

RULES = {
    "insolvency": Rule(
        told=(
            (
                r"\b(?:judicial|court) (?:reorgani[sz]ation|administration|protection|"
                r"settlement)"
            ),
            r"\bcommercial court\b",
            r"\bcompulsory (?:liquidation|winding)",
            r"\bmeeting of creditors\b",
            r"\bstruck off\b",
            r"\bprotection from (?:its|our|the) creditors",
            r"\bin voluntary arrangement\b",
            r"\biva\b",
            r"\b(?:being|been|be) liquidated\b",
            r"\bliquidat(?:ed|ing) (?:the|our)\b",
            r"\bshut(?:ting)? down (?:the|our) (?:company|business)",
            (
                r"\bclosed? (?:down )?(?:the|our) (?:company|business) (?:down|for good|"
                r"permanently)?"
            ),
            r"\bgone (?:bust|out of business)",
            r"\bout of business\b",
            r"\btrustee\b",
            r"\bofficial receiver\b",
            r"\bdissolved\b",
            r"\bdissolution\b",
            r"\bcreditor protection",
            r"\bbankrupt",
            r"\binsolven",
            (
                r"\b(?:in|into|entered|entering|under) <1>(?:administration|liquidation|"
                r"receivership)\b"
            ),
            r"\bliquidat(?:or|ion)\b",
            r"\badministrators?\b(?= (?:has|have|were|was|appointed)|\.|,|$)",
            r"\b(?:joint )?administrators (?:have|were)",
            r"\bchapter (?:7|11|13)\b",
            r"\bwinding[- ]up\b",
            r"\bwound up\b",
            r"\bwinding up\b",
            r"\breceivership\b",
            r"\bcreditors'? (?:voluntary|meeting)",
            r"\bproof of debt\b",
            r"\bcompany voluntary arrangement\b",
            r"\bin a cva\b",
            r"\bceased? trading\b",
        ),
        unless=(
            r"\b(?:avoid|otherwise|risk|not in|not bankrupt|not insolvent|close to)\b",
        ),
    ),
    "dispute": Rule(
        told=(
            (
                r"\b(?:engineer|technician|fitter|driver|team|crew|installer|plumber|"
                r"electrician|salesman|rep)s? <4>(?:supposed|meant|was to|were to|never|"
                r"didn't|not|hasn't|still)\b"
            ),
            (
                r"\bstill waiting\b(?! for (?:the|your|an?) (?:invoice|copy|bank|bill|"
                r"statement))"
            ),
            (
                r"\b(?:was|were) (?:meant|supposed|to) <1>(?:come back|return|finish|fix|"
                r"repair|replace)"
            ),
            r"\b(?:total|amount|price) <2>(?:ought to|should) be\b",
            r"\byou granted\b",
            (
                r"\b(?:sent|sending|shipped) <3>(?:parcel|goods|items?|products?|device|"
                r"it|them) <1>back\b"
            ),
            r"\b(?:sloppy|shoddy|botched|substandard)\b",
            r"\b(?:forgot|failed|omitted) to (?:deduct|apply|credit|include|deliver)",
            r"\bdeduct(?:ed)? (?:our|my|the)\b",
            r"\bi refuse\b",
            r"\bwe refuse\b",
            r"\brefus(?:e|ing) (?:this|the|to)\b",
            (
                r"\b(?:quote|quotation|estimate|contract|agreement|po) <3>(?:was|says?|"
                r"said|states?|stated|specif\w+)\b"
            ),
            (
                r"\b(?:broke|broken|stopped working|failed) <2>(?:after|within|down|"
                r"already)\b"
            ),
            (
                r"\b(?:demand|want|expect|require|owed|due) (?:a|my|our|the) (?:full "
                r")?(?:credit|refund|reduction|discount)\b"
            ),
            (
                r"\b(?:sent|send|sending|returned|shipped) <3>(?:back|parcel|goods|"
                r"item)\b(?! (?:to me|to us|on|by|a copy))(?=.*\b(?:parcel|goods|items?|"
                r"product|device|it back|them back)\b)"
            ),
            (
                r"\b(?:did not|didn't|never) (?:take place|happen|occur|arrive|work|show "
                r"up|turn up)\b"
            ),
            r"\bright of withdrawal\b",
            r"\bwithdr(?:ew|awn?) from\b",
            r"\bobject(?:ed|ion|ing)?\b(?! to (?:you|him|her))",
            r"\bnot <1>(?:happy|satisfied|pleased) with\b",
            r"\bnot what (?:we|i|was)\b",
            r"\bfees? (?:we|i|that|which) <2>(?:never|not|n't)",
            (
                r"\b(?:price|rate|amount|quantity|total|figure|tariff)s? <4>(?:is|are|was|"
                r"were)(?:n't| not)\b"
            ),
            r"\b(?:against|opposed to) (?:paying|payment)\b",
            r"\b(?:suspend|stop|halt|freez|block|paus|hold)\w* <3>payments?\b",
            (
                r"\bnot (?:the|what|those|as) <4>(?:order\w*|agreed|asked|requested|"
                r"quoted|contract\w*|described)\b"
            ),
            (
                r"\b(?:although|even though|whereas|while) <6>(?:only|contract|started|"
                r"began|agreed|ordered|delivered|cancel\w*)\b"
            ),
            r"\bno way <1>(?:we|i|i'm|we're)\b",
            r"\breissue\b",
            r"\bre-?invoice\b",
            r"\bmade out to <3>(?:old|wrong|another|different)",
            r"\bspare part\b",
            r"\bknock <4>off\b",
            r"\d ?% off\b",
            (
                r"\b(?:supposed|promised|agreed) to <3>(?:reduce|credit|refund|discount|"
                r"waive|replace|fix|repair|cancel|correct)\b"
            ),
            (
                r"\b(?:crash\w*|bugs?|buggy|outages?|malfunction\w*|out of order|unusable|"
                r"not functioning|broken down|breaks? down)\b"
            ),
            (
                r"\b(?:when|once|until|unless|after|as soon as) (?:it|this|that|they|the "
                r"\S+|everything) <3>(?:works?|working|runs?|fixed|done|repaired|finished|"
                r"complete\w*|delivered|arrives?|resolved|sorted)\b"
            ),
            r"\b(?:nothing|not) (?:is |are )?(?:owed|owing|due)\b",
            r"\bunjustified\b",
            r"\bunfair\b",
            r"\bscam\b",
            r"\brip-?off\b",
            r"\bfor no reason\b",
            r"\bin error\b",
            r"\bby mistake\b(?=.*(?:invoic|bill|charg))",
            r"\bwhy <4>(?:charg|bill|invoic|increase)\w*",
            r"\bwaiv(?:e|ed|ing)\b",
            (
                r"\b(?:problem|issue|trouble|discrepanc)\w* <3>(?:deliver|order|invoice|"
                r"bill|goods|quality|work|amount|service|price|charge|shipment|item)\w*"
            ),
            (
                r"\b(?:discount|rebate|deduction|credit)\b(?=.*\b(?:not|isn't|wasn't|"
                r"missing|promised|agreed|forgot\w*|should|never|n't|applied|without)\b)"
            ),
            r"\b(?:promised|agreed|missing|forgot\w*|no|without)\b.{0,30}\bdiscount\b",
            (
                r"\b(?:do|does|did)(?:n't| not) (?:match|correspond|agree|tally|add up|"
                r"reflect|work)\b"
            ),
            (
                r"\b(?:scratched|cracked|empty|leaking|leaks|mouldy|expired|stained|torn|"
                r"dented|smashed|ruined)\b"
            ),
            r"\b(?:fix|repair|redo|replace) (?:it|this|that|them|the)\b",
            r"\b(?:is|are)(?:n't| not) (?:ours|mine|for us|due|valid|justified|owed)\b",
            r"\bnot our (?:invoice|order|bill)",
            (
                r"\b(?:never|not|didn't|haven't) <1>(?:bought|buy|ordered|purchased|used|"
                r"signed|agreed|consented|asked|subscribed)\b"
            ),
            (
                r"\b(?:correct|amend|revise|reissue|adjust) <3>(?:invoice|amount|bill|"
                r"price|vat|quantity)\b"
            ),
            r"\bshould (?:have been|be) (?:[$€£\d]|at|only|lower|less)",
            r"\byou owe (?:us|me)\b",
            r"\bnot (?:going to )?pay(?:ing)? (?:a (?:penny|cent|dime)|for)\b",
            r"\bnot a (?:penny|cent|dime)\b",
            (
                r"\b(?:wrong|different) (?:items?|goods|size|colou?r|model|product|"
                r"quantity|company name)\b"
            ),
            r"\b(?:too much|more than (?:we|i|was) (?:agreed|quoted))\b",
            r"\bchargeback\b",
            r"\bfraud",
            r"\bdisput(?:e|es|ed|ing)\b",
            r"\bcontest(?:ed|ing)?\b",
            r"\bdisagree",
            r"\bdo(?:n't| not) agree\b",
            r"\b(?:refuse|refusing|not going|unwilling) to pay\b",
            (
                r"\b(?:won't|will not|shall not|are not|not) (?:be )?(?:pay|paying)\b "
                r"(?!(?:the |this |it )?(?:until|before|by) (?:monday|tuesday|wednesday|"
                r"thursday|friday|next|the end|\d))"
            ),
            r"\b(?:will not|won't) (?:be )?pay(?:ing)?\b",
            r"\bcredit (?:note|memo)\b",
            r"\bcredit (?:is|was) (?:due|owed|issued)\b",
            r"\brefund\b",
            (
                r"\b(?:amount|price|invoice|total|figure|quantity|vat|bill|rate|tax|po "
                r"number|charge)s? <6>(?:is|are|was|were|seems?|looks?) <2>(?:wrong|"
                r"incorrect|not correct|not right|inaccurate|too high|not what|false)\b"
            ),
            r"\bincorrect(?:ly)?\b",
            r"\binaccurate\b",
            r"\bwrong (?:amount|price|quantity|item|product|goods|rate|vat|invoice)\b",
            (
                r"\b(?:arrived|were|was|is|are|came) <1>(?:damaged|broken|defective|"
                r"faulty|incomplete)\b"
            ),
            (
                r"\b(?:damaged|defective|faulty) (?:goods|items?|products?|parts?|"
                r"units?)\b"
            ),
            r"\bdefects?\b",
            (
                r"\b(?:never|not|wasn't|weren't|haven't been|hasn't been|hasn't|haven't) "
                r"(?:been |yet been |yet |fully |even )*(?:deliver|arriv|complet|order|"
                r"perform|finish|agreed|authori[sz]ed|install|signed)"
            ),
            r"\bnever (?:asked|requested|approved)\b",
            (
                r"\bnot (?:yet )?received <3>(?:goods|delivery|order|items?|shipment|"
                r"parcel|product|service)"
            ),
            r"\bduplicate (?:invoice|charge|billing|bill)",
            r"\b(?:charged|billed|invoiced) <2>twice\b",
            r"\bdouble[- ](?:charged|billed|billing)",
            r"\bovercharg",
            r"\bover-?billed",
            r"\bshort[- ](?:delivered|shipped)",
            r"\bunder-?deliver",
            r"\bwithh?old(?:ing)?\b",
            r"\bholding (?:back )?payment",
            r"\bpayment (?:is|are) (?:on hold|blocked|being withheld)",
            r"\bputt?(?:ing)? <3>on hold",
            (
                r"\bcancel(?:l?ed|ling)? <3>(?:subscription|contract|order|invoice|"
                r"service|agreement|account)\b"
            ),
            r"\b(?:order|contract|subscription|booking) (?:was|has been|is) cancel",
            (
                r"\b(?:error|mistake|discrepancy|issue|problem|query) (?:on|in|with) "
                r"<2>(?:invoice|bill|amount|price|delivery|order|goods|statement)"
            ),
            r"\bnot acceptable\b",
            r"\bunacceptable (?:quality|service|work)",
            r"\bpoor (?:quality|workmanship|service)",
            r"\bnot satisfied\b",
            r"\bunsatisf",
            r"\bunhappy with\b",
            r"\bcomplaint\b",
            r"\bdoes(?:n't| not) (?:match|correspond|work)\b",
            (
                r"\bnot (?:match|as (?:agreed|described|ordered|quoted)|what (?:we|i) "
                r"ordered)"
            ),
            r"\binstead of\b",
            r"\bwe agreed (?:on )?[$€£\d]",
            (
                r"\bmissing (?!(?:the |your |a |this |an )?(?:invoice|copy|statement|bank|"
                r"payment|po\b))"
            ),
            r"\breturned (?:the )?(?:goods|items?|products?)\b",
            r"\b(?:corrected|revised|amended) (?:invoice|bill)\b",
            (
                r"\buntil <6>(?:fixed|repaired|resolved|replaced|finished|completed?|"
                r"corrected|delivered)\b"
            ),
        ),
    ),
    "paid": Rule(
        told=(
            r"\bdid (?:already )?(?:pay|settle|send|transfer)\b",
            r"\bup to date (?:with|on) (?:our|my|all) (?:payments?|invoices?|bills?)",
            (
                r"\b(?:cheque|check|payment|transfer)s? <4>(?:mailed|posted|sent|"
                r"dispatched)\b"
            ),
            (
                r"\b(?:taken|collected|debited|deducted|withdrawn|paid) <3>(?:from|out of|"
                r"by|via|through) <3>(?:account|direct debit|card|bank|paypal|stripe|"
                r"standing order|transfer|cheque|check)\b"
            ),
            (
                r"\b(?:our|my) (?:payment|transfer|cheque|check|remittance) (?:of|dated|"
                r"from|on|ref)\b"
            ),
            (
                r"\bhas been (?:actioned|processed|executed)\b(?=.*(?:pay|transfer|"
                r"invoice))"
            ),
            r"\byou have (?:already )?been paid\b",
            r"\bpayment <1>(?:complete|confirmed|successful)\b",
            (
                r"\b(?:account|amount|sum|card|[$€£][\d.,]+|\d[\d.,]* ?(?:eur|usd|gbp)?) "
                r"<3>(?:was|were|has been|have been|got) <1>(?:debited|charged|withdrawn|"
                r"deducted|collected)\b"
            ),
            (
                r"\b(?:money|funds|ach|wire|bacs|transfer|payment|cheque|check|it|eft|"
                r"chaps|sepa)s? <3>(?:left|went out|has gone|have gone|has left|cleared|"
                r"went through|is gone|gone out|went)\b"
            ),
            r"\b(?:been )?taken care of\b",
            r"\ball settled\b",
            r"\bsettled (?:up|everything|it|this|all|in cash)\b",
            r"\b(?:hit|pressed|clicked) send\b",
            r"\bjust (?:did|done) (?:it|that|the)\b",
            (
                r"\b(?:we|i) <1>(?:paid|settled|sent|transferred|wired|remitted|"
                r"cleared)\b(?=.*\b(?:cash|card|cheque|transfer|yesterday|monday|tuesday|"
                r"wednesday|thursday|friday|saturday|sunday|last|on the|ago|already|bank|"
                r"this morning|today)\b)"
            ),
            (
                r"\b(?:was|were|has been|have been|had been|is|are|got|been|have|has|had|"
                r"we've|i've|we|i|they|already|just|it|us) (?:(?:already|just|been|now|"
                r"all|fully|in fact|actually|since|both|recently|also|certainly|it|this|"
                r"you|in full) )*<done>\b"
            ),
            r"^\W*(?:already |all |just )?<done>\b(?! (?:invoices?|by the))",
            r"\b(?:invoice|bill|this|balance|account) <3><done>\b",
            (
                r"\b<pay> <8>(?:was|were|has been|have been|had been|is|went|left|has|"
                r"have) (?:already |just |now )*(?:made|sent|issued|processed|executed|"
                r"out|completed|transferred|initiated|released|on its way|our account|in "
                r"the (?:post|mail)|posted|mailed|left|gone|cashed|debited)\b"
            ),
            r"\b<pay> <2>(?:sent|made|left|went out|done|issued|completed)\b",
            (
                r"\b(?:sent|made|issued|mailed|posted|wired|initiated|processed|completed|"
                r"submitted|released|did) <5><pay>\b"
            ),
            r"\b(?:proof|confirmation) of (?:payment|transfer)",
            (
                r"\b(?:remittance|payment) (?:advice|confirmation|slip|receipt)(?: is| "
                r"are)? (?:attached|enclosed|below)"
            ),
            r"\battached <3>(?:remittance|payment confirmation|proof of payment)",
            r"\bcheque is in the (?:post|mail)",
            r"\bcheck is in the mail",
            r"\b(?:enclosing|enclosed|enclose) <3>(?:cheque|check)\b",
            r"\bcrossed <3>(?:payment|transfer)",
            r"\bpayment (?:has )?crossed",
        ),
        unless=(
            r"<not>",
            (
                r"\b(?:will|shall|would|going to|to be|should|once|when|as soon as|after|"
                r"if|unless|until|before (?!your|you|the reminder|receiving|i got)|scheduled|"
                r"approved for|want|waiting|expect\w*|"
                r"gets?|be)\b(?<!been)"
            ),
        ),
        asked=(
            r"\b(?:receive|received|see|got|get|seen|find) (?:our|my|the) <1><pay>",
            r"\b(?:haven't|didn't|hadn't) (?:we|i) (?:already )?(?:paid|pay|settle)",
        ),
        by_clause=True,
        dated=(
            (
                r"\b(?:was|were|been|is|got) <1>(?:sorted|handled|done|dealt with|"
                r"processed|actioned|fixed|resolved)\b"
            ),
            r"\b(?:sorted|handled|actioned) <1>(?:on|last|yesterday)\b",
        ),
    ),
    "plan": Rule(
        told=(
            (
                r"\b(?:cannot|can't|not able to|unable to|not possible|won't be able to) "
                r"<3>(?:before|until|till)\b"
            ),
            r"\bnow\b.{0,20}\b(?:rest|remainder|balance) <2>(?:later|next|after|in)\b",
            r"\b\d{1,2} ?x ?[€$£]?\d",
            r"\bneed <2>(?:more|another|extra) <1>(?:days?|weeks?|months?|time)\b",
            r"\bneed \d+ more\b",
            r"\bonly (?:pay|afford|manage)\b",
            (
                r"\b(?:move|extend|push|postpone|delay|change|shift) <4>(?:due date|"
                r"deadline|payment|date|terms)\b"
            ),
            r"\b(?:two|three|four|five|six|\d{1,2}) <1>(?:payments|parts|goes)\b",
            r"(?:\d|[€$£]) ?<1>(?:a|per|each|every|/) ?(?:week|fortnight|quarter)\b",
            (
                r"\b(?:hold off|wait|bear with (?:us|me)|hang on|be patient|give (?:me|"
                r"us))\b(?=.*\b(?:until|till|a (?:few|couple)|weeks?|days?|month|mid|end|"
                r"bit)\b)"
            ),
            r"\bwork something out\b",
            r"\b(?:come to|make|reach) an? (?:arrangement|agreement)\b",
            (
                r"\bpay(?:ing)? (?:it |this )?(?:off )?(?:in stages|over time|gradually|"
                r"bit by bit|later)\b"
            ),
            r"\bdeposit\b.{0,50}\b(?:rest|balance|remainder)",
            r"\b(?:some|part) now\b",
            r"\bpay <3>(?:now|today) and\b",
            r"\bbreathing (?:space|room)\b",
            r"\bpush <3>(?:due date|payment|deadline)",
            r"\binstal?lments?\b",
            r"\b(?:payment|repayment) (?:plan|arrangement|schedule)\b",
            (
                r"(?<!for )(?<!within )(?<!in )(?<!about )(?<!over )(?<!almost )"
                r"\b(?:a|per|each|every|/) ?month\b"
            ),
            r"\bmonthly\b",
            r"\bextension\b",
            r"\b(?:more|extra|additional|further|bit of|little) time\b",
            r"\bdefer",
            r"\bpostpone",
            r"\bpayment holiday",
            r"\bspread <4>(?:over|payments?|cost)",
            (
                r"\bhalf <4>(?:and|now|rest|other)\b.{0,60}\b(?:half|rest|remainder|"
                r"balance|end|in)\b"
            ),
            (
                r"\b(?:in|over) (?:two|three|four|five|six|\d{1,2}) (?:payments?|parts?|"
                r"months)\b"
            ),
            (
                r"\b(?:grant|give|allow) (?:us|me) <4>(?:until|till|weeks?|days?|months?|"
                r"time)\b"
            ),
            r"\bpart(?:ial)? payments?\b.{0,40}\b(?:rest|balance|remainder)",
            r"\bpay <3>in parts\b",
        ),
        unless=(
            (
                r"\b(?:end of (?:the |this )?month|as per (?:the|our) (?:payment )?plan|"
                r"according to (?:the|our)|in line with (?:the|our)|agreed (?:payment "
                r")?(?:plan|schedule))\b(?!.*(?:instal|per month|a month))"
            ),
        ),
        dated=(
            (
                r"\b(?:possible|push|move|postpone|delay|later|wait|until|till|okay|ok|"
                r"acceptable|can (?:we|i)|could (?:we|i)|may (?:we|i))\b"
            ),
        ),
    ),
    "promise": Rule(
        told=(
            (
                r"\b(?:will|'ll|shall) <1>(?:square|put (?:this|it) through|be (?:paid|"
                r"settled|sorted|cleared|done|with you))\b"
            ),
            r"\b(?:can|could) <1>pay <3>(?:on|by|next|in full)\b",
            (
                r"\bwill be <1>(?:paid|settled|transferred|wired|cleared|remitted|"
                r"included in)\b"
            ),
            (
                r"\b(?:payment|instalment|amount) <3>(?:should|will) <1>(?:arrive|reach|"
                r"clear|land|go)\b"
            ),
            (
                r"\b(?:everything|all|things|matter|rest|remainder|remaining|outstanding) "
                r"<4>will be <1>(?:paid|settled|cleared|sorted|done|resolved)\b"
            ),
            (
                r"\b(?:arranging|organi[sz]ing|preparing|processing) <3>(?:payment|"
                r"transfer)"
            ),
            r"\bpayment (?:is )?(?:arranged|in hand|imminent|being arranged)\b",
            r"\bpayment <3>(?:asap|as soon as possible|shortly|soon)\b",
            (
                r"\b(?:you'll|you will|you should|you can) (?:have|get|see|expect|receive|"
                r"be paid)\b(?=.*\b(?:money|payment|it|paid|funds|monday|tuesday|"
                r"wednesday|thursday|friday|week|tomorrow|\d))"
            ),
            (
                r"\bexpect (?:it|payment|the (?:money|funds|payment|transfer)|"
                r"settlement)\b"
            ),
            (
                r"\b(?:i'll|we'll|i will|we will|will) <2>(?:get|send|have|do|handle|put|"
                r"push|drop)\b <3>(?:that|it|this|money|payment|cheque|check|over|out|"
                r"through|done|across)\b(?=.*\b(?:monday|tuesday|wednesday|thursday|"
                r"friday|tomorrow|today|tonight|week|month|\d{1,2}(?:st|nd|rd|th)|by|"
                r"weekend)\b)"
            ),
            (
                r"\b(?:should|will) be (?:with you|in your account|on its way|sorted|"
                r"there)\b"
            ),
            (
                r"\b(?:is|are) being (?:processed|prepared|arranged)\b(?=.*\b(?:pay|"
                r"invoice|with you|by|on))"
            ),
            r"\b(?:payment|invoice|cheque|check) <3>being processed",
            (
                r"\b(?:will|shall|'ll|going to|gonna|able to|intend to|plan to|aim to|"
                r"expect to|hope to|promise to|undertake to|commit to|expecting to|"
                r"planning to|should be able to) <3>(?:pay|settle|transfer|wire|remit|"
                r"clear|send <4><pay>|make <3><pay>|sort|process|release|issue <3><pay>|"
                r"arrange|get (?:this|it) (?:paid|sorted|done)|take care|get paid)\b"
            ),
            (
                r"\b(?:payment|transfer|cheque|check|invoice|it|this|funds|balance|bill|"
                r"money|account|amount|remittance|that)s? <7>(?:will|shall|should|'ll|is "
                r"going to|are going to|to) (?:now )?(?:be <2>(?:made|paid|sent|settled|"
                r"released|processed|transferred|issued|cleared|sorted|done|remitted|"
                r"executed|completed|with you|wired|initiated)|follow|go out|leave|arrive|"
                r"reach)\b"
            ),
            (
                r"\b(?:scheduled|approved|queued|set up|lined up|planned|due|released|"
                r"set) (?:for|to) <2>(?:payment|be paid|pay)\b"
            ),
            r"\bpayment <4>(?:scheduled|planned|set) (?:for|on)\b",
            r"\bscheduled <3>payment",
            r"\bpay(?:ment)?[- ]run\b",
            r"\bcheque run\b",
            r"\bpayment (?:cycle|batch)",
            (
                r"\b(?:receive|have|get) <3><pay> <2>(?:within|by|on|in|next|before|"
                r"tomorrow|this|soon|shortly)\b"
            ),
            r"\b(?:expect|expecting) <3>payment\b",
            r"\bpaying <5>(?:tomorrow|today|on|next|this|by|at)\b",
            r"\b(?:we|i) (?:pay|transfer|wire) <5>(?:tomorrow|on|next|by)\b",
            r"\b(?:payment|cheque|check|transfer) to follow\b",
            (
                r"\bpayment (?:is )?(?:being processed|in process|in progress|on its "
                r"way)\b"
            ),
            r"\bwill do (?:it |this |that )?(?:tomorrow|today|on|next|this|by)\b",
        ),
        unless=(
            r"\b(?:won't|will not|cannot|can't|not be able|unable|never)\b",
            (
                r"\b(?:once|when|as soon as|after|if|until) (?:we |i |you )(?:have |get |"
                r"receive|send|issue|provide|\S+ )*(?:receiv\w*|send|sent|provide\w*|"
                r"issue\w*|it\b|them\b|invoice|copy)"
            ),
            r"\b(?:on|upon) receipt\b",
        ),
        dated=(
            (
                r"\b(?:pay|square|settle|clear|putting (?:this|it) through|put (?:this|"
                r"it) through)\b"
            ),
            (
                r"\b(?:posting|mailing|sending|dropping|paying|wiring|transferring) (?:it|"
                r"this|that|the \S+|you)\b"
            ),
            r"\b(?:it|this|that)(?:'s| is) going out\b",
            (
                r"\b(?:deal with|handle|sort|take care of|see to|look after|get (?:it|"
                r"this|that) (?:done|out|over|across|sorted)|get onto|do) (?:it|this|"
                r"that)\b"
            ),
            r"\b(?:i'll|we'll|will) <1>(?:sort|do it|handle)\b",
            r"\bsign\w* <4>(?:che(?:que|ck)s?|payments?)",
            r"\b(?:che(?:que|ck)s?|payments?) <4>sign",
            r"\b(?:money|funds|wages|salary|cheque|check|payment|transfer)\b",
        ),
    ),
    "copy": Rule(
        told=(
            r"\bdo you have <2>(?:invoice|copy|bill)",
            (
                r"\bwhere (?:can|do|could) (?:i|we) (?:find|download|get|see) "
                r"<2>(?:invoice|bill|copy|statement|it)\b"
            ),
            r"\battachment <3>(?:open|blank|corrupt\w*|empty|unreadable)",
            r"\b(?:account statement|statement of account|open items list)\b",
            r"\bwhat(?:'s| is| are) your <1>(?:iban|bank|account|sort code)",
            r"\bto which account\b",
            r"\breceived nothing\b",
            r"\bnever reached (?:us|me)\b",
            r"\bnot reached (?:us|me)\b",
            (
                r"\b(?:haven't|have not|didn't|did not) (?:receive|received|get|got) "
                r"(?:anything|it|any of)"
            ),
            (
                r"\b(?:invoice|bill|paperwork|document\w*)s? <2>(?:missing|lost|mislaid|"
                r"misplaced)\b"
            ),
            (
                r"\b(?:lost|mislaid|misplaced|missing) <2>(?:invoice|bill|paperwork|"
                r"document)"
            ),
            (
                r"\b(?:re-?send|send|forward|email|provide|share|supply|attach) "
                r"<3>(?:paperwork|documents?|documentation|papers|supporting)\b"
            ),
            (
                r"\b(?:need|require|awaiting|waiting for|missing|without)\b <4>(?:pod|"
                r"proof of delivery|delivery note|purchase order|po number|invoice copy|"
                r"bank details|paperwork|original)\b"
            ),
            (
                r"\b(?:can|could|may) (?:i|we) <1>(?:get|have|see|receive) <4>(?:pdf|copy|"
                r"invoice|breakdown|statement)\b"
            ),
            (
                r"\b(?:mind|appreciate|grateful) <3>(?:re-?send|forward|"
                r"send)\w*\b.{0,40}\b(?:invoice|copy|bill|it|statement)\b"
            ),
            (
                r"\b(?:re-?sending|sending|forwarding|emailing) <3>(?:invoice|copy|bill|"
                r"statement)\b(?=.*(?:\?|again|over|mind|please))"
            ),
            r"\b(?:didn't|did not|forgot to) attach\b",
            r"\bno attachment\b",
            r"\battachment (?:is |was )?missing\b",
            r"\bnothing (?:was |is )?attached\b",
            r"\b(?:which|what) (?:invoice|bill)s? (?:is|are|do|does|was|were)\b",
            r"\bwhat (?:is|was) this (?:invoice |bill |charge )?(?:for|about)\b",
            (
                r"\b(?:can't|cannot|can not|don't|couldn't|unable to) <1>(?:see|find|"
                r"locate|trace)\b <3>(?:it|invoice|bill|anything|system|this)\b"
            ),
            r"\b(?:another|a|new|fresh|duplicate) copy\b",
            r"\bcopy (?:please|again)\b",
            (
                r"\b(?:confirm|verify|provide|give|send|need|what's|what "
                r"are)\b.{0,30}\b(?:sort code|account number|iban|bank details|banking "
                r"details|remittance address|swift|bic)\b"
            ),
            (
                r"\b(?:invoice|bill|it|mine)\b <3>(?:got lost|went missing|was lost|in "
                r"(?:my|our) spam)"
            ),
            (
                r"\b(?:not|never|haven't|hasn't|havent|didn't|don't|no|cannot|can't|"
                r"unable to|nor)\b.{0,30}\b(?:receiv|got|get|have|seen|see|find|locate|"
                r"trace|record|on file)\w*\b.{0,40}\b(?:invoices?|bill|statement|copy)\b"
            ),
            (
                r"\b(?:invoices?|bill|statement)\b.{0,40}\b(?:not|never|hasn't|wasn't|"
                r"didn't) <3>(?:receiv|arriv|reach|got|come)"
            ),
            r"\bno (?:trace|record) of <3>(?:invoice|bill)",
            r"\bcop(?:y|ies) of\b",
            (
                r"\b(?:re-?send|send|forward|email|e-mail|provide|share|supply|attach|"
                r"issue|mail)\b.{0,40}\b(?:invoices?|copy|copies|statement|bank "
                r"(?:account )?details|iban|account (?:number|details)|proof of delivery|"
                r"pod|delivery note|breakdown|details|pdf|bill|w-?9)\b"
            ),
            (
                r"\b(?:invoices?|bill)\b.{0,60}\b(?:re-?send|send|forward) (?:it|them|me|"
                r"this|that)\b"
            ),
            (
                r"\b(?:need|require|request|missing|lack|want|like)\b.{0,25}\b(?:a copy|"
                r"copies|the invoice|your invoice|an invoice|bank details|statement|"
                r"breakdown|iban)\b"
            ),
            r"\bwhat (?:is|are) your (?:bank|iban|account)",
        ),
        unless=(
            r"\bfuture (?:invoices|correspondence)\b",
            (
                r"\b(?:send|forward|address|direct|email) <4>invoices? to\b(?! (?:us|"
                r"me)\b)"
            ),
            r"\bi(?:'ve| have) <1>forwarded\b",
        ),
    ),
    "contact": Rule(
        told=(
            r"\bintroduc(?:e|ing) <3>(?:our|my|the|new)\b",
            r"\b(?:copied|cc'?d|copying) (?:here|in|on this)\b",
            r"\b(?:will|who'll) take over\b",
            r"\btakes? over from\b",
            r"\bour new <1>(?:cfo|accountant|bookkeeper|controller|manager|contact)",
            r"\bi(?:'ve| have| am|'m)? (?:now )?retired\b",
            (
                r"\b(?:partner|colleague|wife|husband|accountant|bookkeeper|secretary) "
                r"<1>(?:deals?|handles?|takes care|looks after|does)\b"
            ),
            r"\b(?:sold|transferred) (?:the|our|my) (?:business|company|shop)",
            r"\bno longer (?:ours|mine|own|the owner)",
            (
                r"\b(?:need|have|want|ought) to (?:contact|speak to|write to|ask)\b(?! "
                r"(?:me|us|you)\b)"
            ),
            (
                r"\b(?:your|the|our) (?:new )?(?:contact|point of contact) (?:is|will be|"
                r"should be)\b"
            ),
            (
                r"\b(?:talk|speak|write|refer|turn|reach out|go) to <2>(?:accountant|"
                r"bookkeeper|manager|boss|partner|wife|husband|colleague|lawyer|solicitor|"
                r"attorney|insurer|insurance|director|owner|landlord)\b"
            ),
            (
                r"\b(?:contact|ask|email|call|write to) <2>(?:accountant|bookkeeper|"
                r"manager|boss|partner|lawyer|solicitor|attorney|insurer|insurance|"
                r"director|owner|landlord)\b"
            ),
            (
                r"\b(?:mailbox|address|account|inbox|email) <3>(?:no longer|not) (?:in "
                r"use|used|valid|monitored|active)"
            ),
            r"\bwrite to \S+@",
            r"\buse \S+@",
            r"\binstead\b.*@",
            r"@\S+ instead\b",
            (
                r"\b(?:handled|managed|dealt with|processed|looked after|paid) by (?:our|"
                r"the|my|another|a|head)\b(?! (?:bank|card|cheque|end|deadline))"
            ),
            r"\bcovering for\b",
            (
                r"\b(?:maternity|sick|parental|annual) leave\b.{0,60}\b(?:contact|cover|"
                r"speak|replac|instead)"
            ),
            r"\bpassed away\b",
            r"\bdeceased\b",
            r"\bhas died\b",
            r"\bdied (?:in|on|last)\b",
            r"\bexecutor\b",
            r"\bestate of\b",
            (
                r"\b(?:parent company|head office|headquarters|landlord|managing agent|"
                r"bookkeeper)\b(?=.*\b(?:them|contact|handle\w*|deal|write|speak|with|"
                r"to)\b)"
            ),
            r"\btake (?:it|this) up with\b",
            r"\bbest person\b",
            r"\bright person\b",
            r"\bcorrect contact\b",
            (
                r"\b(?:not|isn't|am not|i'm not) <3>(?:person|contact|department|"
                r"responsible|company)\b"
            ),
            (
                r"\b(?:no longer|not|don't|do not|never) <1>(?:work|working|with|employed|"
                r"responsible|in charge|handle|handling|deal|dealing|the right|the "
                r"correct|part of|my department|my responsibility)\b"
            ),
            r"\b(?:has|have|had) <1>left (?:the |our |us)",
            r"\bleft (?:the|our) (?:company|business|firm|organi[sz]ation|team)",
            (
                r"\bwrong (?:person|contact|company|address|email|department|number|"
                r"customer|recipient|people)\b"
            ),
            r"\bnothing to do with\b",
            (
                r"\b(?:contact|speak to|speak with|ask|reach out to|get in touch with|"
                r"write to|email|call|talk to|liaise with|try|check with|chase)\b(?! "
                r"(?:me|us|you|with me|for|whether|if|that|from|was|is|your|and|about|why|"
                r"to)\b) <5>(?:accounts?|accounting|finance|department|team|mr|mrs|ms|"
                r"\S+@\S+|colleague|director|office|payable|bookkeeper|mary|head|manager|"
                r"successor|replacement|his|her|them|on \d|at \d)\b"
            ),
            (
                r"\b(?:direct|redirect|address|send|forward) <6>(?:to) <6>(?:\S+@\S+|"
                r"department|team|cent(?:re|er)|office|accounts|finance|colleague)"
            ),
            (
                r"\b(?:forwarded|forwarding|passed|passing|referred|redirected|copied|"
                r"copying|cc'?ing|cc'?d) <6>(?:to|on|in|our|my|your)\b"
            ),
            r"\b(?:replacement|successor) is\b",
            r"\breplaced by\b",
            r"\bnew (?:contact|accountant|address|bookkeeper)\b",
            r"\bnot (?:me|us)\b",
            r"\bnot my (?:job|department)",
            r"\bdo(?:n't| not) know this (?:company|invoice|person)",
        ),
        unless=(
            r"\bnot <1>(?:happy|satisfied|pleased)",
            (
                r"\b(?:not|never|n't) (?:been )?(?:passed|forwarded|referred|copied|"
                r"redirected)\b"
            ),
            r"\b(?:payment|cheque|money|funds) <3>forwarded\b",
            r"\bcontact me\b",
        ),
    ),
}
