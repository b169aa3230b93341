// Written by `cargo xtask bindings`; do not edit.

/**
 * A list of accounts.
 */
export type AccountList = { 
/**
 * The accounts, oldest first.
 */
accounts: Array<AccountView>, };

/**
 * Whether an account is watched and may act.
 */
export type AccountStateView = "active" | "paused" | "needs_reconnect";

/**
 * An account.
 */
export type AccountView = { 
/**
 * The account's id.
 */
id: string, 
/**
 * The network's word, for example `bluesky`.
 */
network: string, 
/**
 * The network's name, for example `Bluesky`.
 */
network_name: string, 
/**
 * The name people type, without `@`.
 */
handle: string, 
/**
 * The name people see.
 */
name: string, 
/**
 * Whether it is watched and may act.
 */
state: AccountStateView, 
/**
 * How it is doing.
 */
health: HealthView, 
/**
 * What is wrong and what to do; empty when all is well.
 */
note: string, 
/**
 * Whether it lives on the simulated network of the demo.
 */
demo: boolean, 
/**
 * Followers when last counted.
 */
followers: number | null, 
/**
 * When it was last read, as far as this process knows.
 */
observed_at: number | null, 
/**
 * Whether another process reads it all the time, and its last reading went well.
 */
watched_elsewhere: boolean, 
/**
 * Whether something was left out that nobody has seen yet.
 */
left_out: boolean, 
/**
 * Addresses by role.
 */
addresses: Array<AddressView>, 
/**
 * How many characters a post takes, counted as its network counts; `None` where nothing says so.
 */
characters: number | null, 
/**
 * Whether its network keeps content warnings in words.
 */
has_warning: boolean, 
/**
 * Who its posts can be for, widest first: `public`, `unlisted`, `followers`, `direct`.
 */
audiences: Array<string>, 
/**
 * What it can do, verb by verb.
 */
capabilities: Array<CapabilityView>, };

/**
 * A page of activities.
 */
export type ActivityPage = { 
/**
 * The activities, newest first.
 */
items: Array<ActivityRow>, 
/**
 * The cursor of the next page.
 */
next: string | null, };

/**
 * One activity in a list.
 */
export type ActivityRow = { 
/**
 * The activity's id.
 */
id: string, 
/**
 * Its last digits, enough for the command line.
 */
short: string, 
/**
 * The account it happened to.
 */
account_id: string, 
/**
 * The network's word.
 */
network: string, 
/**
 * The account's handle.
 */
account_handle: string, 
/**
 * `mention`, `reply`, `quote`, `like`, `repost`, `follow`, or the network's own word.
 */
kind: string, 
/**
 * Who did it.
 */
who: string, 
/**
 * Their handle.
 */
who_handle: string, 
/**
 * What was said; empty for likes, reposts and follows.
 */
text: string, 
/**
 * What it was about: the own post's text where it is known, else empty.
 */
about: string, 
/**
 * When.
 */
at: number, 
/**
 * `new`, `seen` or `answered`.
 */
status: string, 
/**
 * Why there is no suggestion; empty when there is nothing to say.
 */
note: string, 
/**
 * The review that answers it, where there is one.
 */
review_id: string | null, 
/**
 * Where a person can look at it.
 */
url: string | null, 
/**
 * The conversation before it, oldest first; filled for a single activity only.
 */
thread: Array<PostView>, };

/**
 * An address a person may choose in place of the usual one.
 */
export type AddressRoleView = { 
/**
 * What the address is for, a stable word.
 */
role: string, 
/**
 * What it is.
 */
label: string, 
/**
 * When it is to be chosen.
 */
about: string, };

/**
 * An address an account uses.
 */
export type AddressView = { 
/**
 * What it is for: `service`, `plc`, `public_api`, `web`, ...
 */
role: string, 
/**
 * The address.
 */
address: string, };

/**
 * What a person says of an action.
 */
export type AnswerAction = { 
/**
 * The action.
 */
action_id: string, 
/**
 * One of the action's `answers`.
 */
answer: string, 
/**
 * Where it is, for `arrived`.
 */
url: string | null, 
/**
 * When it should go out, for `at`: `YYYY-MM-DD HH:MM`.
 */
at: string | null, 
/**
 * The IANA name of the zone of that time; left out, this computer's.
 */
zone: string | null, };

/**
 * Something that did not happen: what failed, what it means, what to do.
 */
export type ApiError = { 
/**
 * What a shell can act on.
 */
code: ErrorCode, 
/**
 * The sentence for people.
 */
message: string, 
/**
 * Whether the same call may work later.
 */
retryable: boolean, };

/**
 * Approves a review.
 */
export type ApproveReview = { 
/**
 * The review.
 */
id: string, 
/**
 * The digest of what was shown; left out, the present one is taken.
 */
digest: string | null, 
/**
 * Whether to skip the undo hold.
 */
now: boolean, };

/**
 * Waits for the browser, or gives the address the person landed on.
 */
export type AwaitSignIn = { 
/**
 * The sign-in.
 */
id: string, 
/**
 * The address the person landed on, where they paste it.
 */
pasted: string | null, };

/**
 * Names one thing by its id, or by the last digits of it.
 */
export type ById = { 
/**
 * The id.
 */
id: string, };

/**
 * What an account can do with one verb.
 */
export type CapabilityView = { 
/**
 * The verb.
 */
verb: string, 
/**
 * `api`, `api_after_approval`, `hand_over` or `impossible`.
 */
availability: string, 
/**
 * Why not, where it is impossible; else empty.
 */
reason: string, 
/**
 * `free`, or the price of one use.
 */
price: string, 
/**
 * How doing it twice is ruled out: `chosen_id`, `key`, `container`, `idempotent`,
 * `duplicate_error`, `read_back` or `person`.
 */
safety: string, 
/**
 * What to know about it; may be empty.
 */
note: string, 
/**
 * Where this is written, with the date it was read.
 */
source: string, };

/**
 * An account the person may act for.
 */
export type ChoiceView = { 
/**
 * The network's permanent identifier.
 */
remote_id: string, 
/**
 * The name people type.
 */
handle: string, 
/**
 * The name people see.
 */
name: string, };

/**
 * Connects the accounts chosen.
 */
export type ChooseAccounts = { 
/**
 * The sign-in.
 */
id: string, 
/**
 * The network's permanent identifiers of those chosen.
 */
remote_ids: Array<string>, };

/**
 * What connecting an account takes. The secret goes to the vault and nowhere else.
 */
export type ConnectAccount = { 
/**
 * The network's word.
 */
network: string, 
/**
 * The handle or identifier.
 */
handle: string, 
/**
 * The password or token; an app password on Bluesky.
 */
secret: string, 
/**
 * The second factor, where the network asked for one.
 */
second_factor: string | null, 
/**
 * The way chosen, by its word; left out, the first that takes a secret.
 */
way: string, 
/**
 * What else was asked.
 */
fields: Array<GivenField>, 
/**
 * Addresses the person chose, by role; `service` is the server.
 */
addresses: Array<AddressView>, };

/**
 * What a decision led to.
 */
export type Decided = { 
/**
 * The review.
 */
review_id: string, 
/**
 * The decision; `None` when the text was changed without deciding.
 */
decision_id: string | null, 
/**
 * Until when it can be taken back.
 */
undo_until: number, 
/**
 * The sentence, for example `Approved. The reply to Jonas goes out in 10 seconds.`
 */
text: string, 
/**
 * How many reviews wait now.
 */
waiting: number, };

/**
 * Changes the text of a draft, and approves it where wished.
 */
export type EditReview = { 
/**
 * The review.
 */
id: string, 
/**
 * The digest of what was shown; left out, the present one is taken.
 */
digest: string | null, 
/**
 * The new text, to the byte; left out, it stays as it is.
 */
text: string | null, 
/**
 * The new content warning, empty to take it off; left out, it stays as it is.
 */
warning: string | null, 
/**
 * Whether links have cards: `true` makes those that are missing, `false` takes them off; left out, a new
 * link gets one.
 */
card: boolean | null, 
/**
 * The new texts of the further posts of a thread; those left out stay as they are.
 */
rest: Array<string>, 
/**
 * Whether to approve it at once.
 */
approve: boolean, 
/**
 * Whether to skip the undo hold.
 */
now: boolean, };

/**
 * Where the engine runs.
 */
export type EngineState = "here" | "elsewhere" | "stopped";

/**
 * The engine, as seen from this shell.
 */
export type EngineView = { 
/**
 * Where it runs.
 */
state: EngineState, 
/**
 * Who holds it, in words for people; empty when nobody does.
 */
holder: string, 
/**
 * The path of the data folder.
 */
folder: string, };

/**
 * What a shell can act on; everything else is `Internal`.
 */
export type ErrorCode = "bad_input" | "not_found" | "changed" | "too_late" | "unreachable" | "refused" | "second_factor" | "vault_locked" | "disk_full" | "busy" | "internal";

/**
 * What to export.
 */
export type Export = { 
/**
 * `json` or `csv`.
 */
format: string, };

/**
 * An export, whole.
 */
export type Exported = { 
/**
 * The name proposed for the file.
 */
file_name: string, 
/**
 * Its contents. No secret is in it.
 */
contents: string, };

/**
 * What is asked of a person who connects an account one way.
 */
export type FieldView = { 
/**
 * A stable word: `handle`, `secret`, `server`, ...
 */
id: string, 
/**
 * What it is.
 */
label: string, 
/**
 * An example or a remark.
 */
hint: string, 
/**
 * Whether it must not be shown.
 */
secret: boolean, 
/**
 * Whether connecting needs it.
 */
required: boolean, };

/**
 * Says what became of an action that was handed over.
 */
export type FinishHandOver = { 
/**
 * The action.
 */
action_id: string, 
/**
 * Whether the person did it.
 */
done: boolean, 
/**
 * Where it is, where the person says.
 */
link: string | null, };

/**
 * A language model found on this computer.
 */
export type FoundModel = { 
/**
 * `openai` or `ollama`: the way it is spoken to.
 */
provider: string, 
/**
 * Its address.
 */
address: string, 
/**
 * Its name.
 */
model: string, };

/**
 * The language models found on this computer.
 */
export type FoundModels = { 
/**
 * The models.
 */
models: Array<FoundModel>, };

/**
 * A post that was found.
 */
export type FoundPostView = { 
/**
 * The network's identifier.
 */
id: string, 
/**
 * Who wrote it.
 */
who: string, 
/**
 * Their handle.
 */
who_handle: string, 
/**
 * What it says.
 */
text: string, 
/**
 * When it was written.
 */
at: number, 
/**
 * Where a person can look at it.
 */
url: string | null, };

/**
 * Posts that were found.
 */
export type FoundPosts = { 
/**
 * The posts, in the network's order.
 */
posts: Array<FoundPostView>, };

/**
 * A further post of a thread.
 */
export type FurtherPost = { 
/**
 * What it says.
 */
text: string, 
/**
 * Its pictures.
 */
media: Array<MediaView>, 
/**
 * The card of its link.
 */
card: LinkCardView | null, 
/**
 * Characters used, as the network counts.
 */
used: number, };

/**
 * A field with what the person gave.
 */
export type GivenField = { 
/**
 * The field's word.
 */
id: string, 
/**
 * What was given; nothing secret.
 */
value: string, };

/**
 * What a person needs to finish an action on the network's own page.
 */
export type HandOverView = { 
/**
 * The action.
 */
action_id: string, 
/**
 * The review it came from.
 */
review_id: string, 
/**
 * The network's word.
 */
network: string, 
/**
 * What it is, for example `Like of Jonas Weber`.
 */
headline: string, 
/**
 * The official page.
 */
url: string, 
/**
 * What is put on the clipboard; empty where there is nothing to paste.
 */
text: string, 
/**
 * What is left to do there.
 */
instruction: string, };

/**
 * How a part is doing.
 */
export type HealthView = "ok" | "degraded" | "failed";

/**
 * What changed, so that a screen knows what to read again.
 */
export type Hint = "accounts" | "activity" | "reviews" | "actions" | "settings" | "work" | "everything";

/**
 * A page of the history.
 */
export type HistoryPage = { 
/**
 * The actions, newest first.
 */
items: Array<HistoryRow>, 
/**
 * The cursor of the next page.
 */
next: string | null, };

/**
 * One action in the history.
 */
export type HistoryRow = { 
/**
 * The action's id.
 */
id: string, 
/**
 * Its last digits, enough for the command line.
 */
short: string, 
/**
 * The review that let it out.
 */
review_id: string, 
/**
 * The network's word.
 */
network: string, 
/**
 * The account's handle.
 */
account_handle: string, 
/**
 * The verb.
 */
verb: string, 
/**
 * The headline, for example `Reply to Jonas Weber`.
 */
headline: string, 
/**
 * The text that went out, or the deed in words.
 */
text: string, 
/**
 * `held`, `parked`, `due`, `sending`, `done`, `refused`, `unconfirmed`, `asks`, `handed_over`, `missed`,
 * `cancelled` or `set_aside`.
 */
state: string, 
/**
 * The state in words, for example `Done`, `Planned`.
 */
state_text: string, 
/**
 * Why it was refused or waits; empty when all is well.
 */
trouble: string, 
/**
 * What a person can say of it now: `arrived`, `again`, `take_back`, `leave`, `approve_again`, `now`,
 * `next_slot`, `at`, `drop`, `back`.
 */
answers: Array<string>, 
/**
 * What on the network may be it, newest first, where it asks.
 */
seen: Array<SeenView>, 
/**
 * Its parts that are public, in order.
 */
parts: Array<PartView>, 
/**
 * Its parts that are still to come, in order, where one is public already.
 */
to_come: Array<string>, 
/**
 * The part that is asked about, where it is one of several.
 */
part_asked: PartAskedView | null, 
/**
 * When it last changed.
 */
at: number, 
/**
 * When it goes out, while it has not.
 */
due_at: number | null, 
/**
 * Where a person can look at it.
 */
url: string | null, };

/**
 * What one kind of account can do.
 */
export type KindOfAccountView = { 
/**
 * The kind; empty where the network knows one alone.
 */
name: string, 
/**
 * Verb by verb.
 */
capabilities: Array<CapabilityView>, };

/**
 * The card under a text that leads to a web page.
 */
export type LinkCardView = { 
/**
 * The page.
 */
url: string, 
/**
 * The host of the page, as a person reads it.
 */
host: string, 
/**
 * Its title, a stranger's words.
 */
title: string, 
/**
 * What it is about, a stranger's words; empty where it does not say.
 */
description: string, 
/**
 * Its picture as a `data:` address; empty where there is none.
 */
picture: string, };

/**
 * Which activities to list.
 */
export type ListActivity = { 
/**
 * Of one account.
 */
account_id: string | null, 
/**
 * Of one kind: `mention`, `reply`, `quote`, `like`, `repost`, `follow`, ...
 */
kind: string | null, 
/**
 * Only what nobody has looked at.
 */
only_new: boolean, 
/**
 * Only what contains every word; nothing else is filtered then.
 */
query: string | null, 
/**
 * The cursor of the page before.
 */
before: string | null, 
/**
 * At most this many, 1 to 500; 0 means 50.
 */
limit: number, };

/**
 * Which part of the history to list.
 */
export type ListHistory = { 
/**
 * The cursor of the page before.
 */
before: string | null, 
/**
 * At most this many, 1 to 500; 0 means 50.
 */
limit: number, };

/**
 * Which reviews to list.
 */
export type ListReviews = { 
/**
 * Decided ones too.
 */
all: boolean, 
/**
 * Only those waiting of one kind: `reply`, `post`, `engagement` or `moderation`.
 */
kind: string | null, 
/**
 * The cursor of the page before.
 */
before: string | null, 
/**
 * At most this many, 1 to 500; 0 means 50.
 */
limit: number, };

/**
 * A picture of a draft.
 */
export type MediaView = { 
/**
 * The picture as a `data:` address.
 */
data_url: string, 
/**
 * What it shows.
 */
alt: string, };

/**
 * The networks Herald works with.
 */
export type NetworkList = { 
/**
 * The networks, in the order people see them.
 */
networks: Array<NetworkView>, };

/**
 * A network.
 */
export type NetworkView = { 
/**
 * The network's word, for example `bluesky`.
 */
network: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The ways to connect an account, best first.
 */
ways: Array<WayView>, 
/**
 * The id of the developer app entered; empty where none is, or the vault is closed.
 */
app_id: string, 
/**
 * What each kind of account can do.
 */
kinds: Array<KindOfAccountView>, };

/**
 * A picture to go with a post.
 */
export type NewImage = { 
/**
 * The file's bytes in base64.
 */
base64: string, 
/**
 * What it shows, for people who cannot see it.
 */
alt: string, };

/**
 * A further post of a thread.
 */
export type NewPost = { 
/**
 * What it says.
 */
text: string, 
/**
 * Its pictures.
 */
images: Array<NewImage>, };

/**
 * Nothing to say.
 */
export type Nothing = Record<symbol, never>;

/**
 * What the rail shows.
 */
export type Overview = { 
/**
 * Reviews waiting; 1,000 means 1,000 or more.
 */
waiting: number, 
/**
 * Activities nobody has looked at; 1,000 means 1,000 or more.
 */
new_activity: number, 
/**
 * Actions on their way.
 */
on_their_way: number, 
/**
 * Actions a person must look at.
 */
in_trouble: number, 
/**
 * What waits for the person on a network's own page, oldest first.
 */
handed_over: Array<HandOverView>, 
/**
 * Whether everything is paused.
 */
paused: boolean, 
/**
 * The accounts, oldest first.
 */
accounts: Array<AccountView>, 
/**
 * The engine.
 */
engine: EngineView, 
/**
 * Whether secrets can be kept.
 */
vault: VaultView, 
/**
 * The newest decision that can still be taken back.
 */
undo: UndoView | null, 
/**
 * The line at the bottom of the rail: what matters when nothing is wrong.
 */
footer: string, 
/**
 * What is wrong right now, in words for people.
 */
problems: Array<string>, 
/**
 * The present by the engine's clock.
 */
now: number, };

/**
 * A part of a thread that may have arrived.
 */
export type PartAskedView = { 
/**
 * Which it is, from 1.
 */
number: number, 
/**
 * Of how many.
 */
of: number, 
/**
 * What it says.
 */
text: string, };

/**
 * A part of a thread that is public.
 */
export type PartView = { 
/**
 * What it says.
 */
text: string, 
/**
 * Where a person can look at it; unknown where a person said that it arrived.
 */
url: string | null, };

/**
 * Pauses or resumes everything.
 */
export type PauseEverything = { 
/**
 * Whether to pause.
 */
paused: boolean, };

/**
 * Asks how a text would go out on an account.
 */
export type PlanPost = { 
/**
 * The account.
 */
account_id: string, 
/**
 * The text, however long.
 */
text: string, 
/**
 * The content warning, which counts too.
 */
warning: string | null, };

/**
 * One post of a plan.
 */
export type PlannedPost = { 
/**
 * What it says.
 */
text: string, 
/**
 * Characters used, as the network counts.
 */
used: number, };

/**
 * How a text would go out on an account: as one post, or as a thread.
 */
export type PostPlan = { 
/**
 * Characters the whole text uses, as the network counts.
 */
used: number, 
/**
 * Characters a post may have.
 */
allowed: number, 
/**
 * The posts, in order; one where it fits, or where the network knows no threads.
 */
posts: Array<PlannedPost>, };

/**
 * A post of a conversation.
 */
export type PostView = { 
/**
 * Who wrote it.
 */
who: string, 
/**
 * Their handle.
 */
who_handle: string, 
/**
 * What it says; what somebody says of themselves where it is a person.
 */
text: string, 
/**
 * What stands before it until a reader asks for it (a content warning); empty where nothing does.
 */
warning: string, 
/**
 * What its pictures show, in order; empty where nobody said.
 */
pictures: Array<string>, 
/**
 * Whether it is a person and not a post.
 */
is_person: boolean, 
/**
 * When it was written.
 */
at: number, 
/**
 * Whether the account itself wrote it.
 */
mine: boolean, 
/**
 * Where a person can look at it.
 */
url: string | null, };

/**
 * Something to be done on a network, for review.
 */
export type ProposeAction = { 
/**
 * `post`, `reply`, `quote`, `like`, `repost`, `follow`, `delete`, `mute`, `block`, `report`,
 * `hide_reply`, `thread`, `message`, `delete_comment`, `close_comments`.
 */
verb: string, 
/**
 * The account that would do it; may be left out when an activity is given.
 */
account_id: string | null, 
/**
 * The activity it is about.
 */
activity_id: string | null, 
/**
 * What it is about, where it is no activity: an address, a handle.
 */
target: string | null, 
/**
 * The text of a post, reply or quote.
 */
text: string | null, 
/**
 * Languages of the text.
 */
langs: Array<string>, 
/**
 * Pictures.
 */
images: Array<NewImage>, 
/**
 * The further posts of a thread.
 */
more: Array<NewPost>, 
/**
 * What is shown in place of the text until a reader asks for it.
 */
warning: string | null, 
/**
 * Whether links stay without cards, where the network would show one.
 */
no_card: boolean, 
/**
 * Who can see it: `public`, `unlisted`, `followers` or `direct`; left out, the account's default.
 */
visibility: string | null, 
/**
 * When it goes out, `YYYY-MM-DD HH:MM`; left out, as soon as it is approved.
 */
at: string | null, 
/**
 * The IANA name of the zone of that time; left out, this computer's.
 */
zone: string | null, 
/**
 * Why a report is made: `spam`, `rude`, `misleading`, `sexual`, `violation`, `other`.
 */
reason: string | null, 
/**
 * What the moderators should know.
 */
comment: string | null, };

/**
 * Asks for another version.
 */
export type RedraftReview = { 
/**
 * The review.
 */
id: string, 
/**
 * What should be different.
 */
wish: string | null, };

/**
 * Rejects a review.
 */
export type RejectReview = { 
/**
 * The review.
 */
id: string, 
/**
 * Why not.
 */
reason: string | null, };

/**
 * One review, whole.
 */
export type ReviewCard = { 
/**
 * What the queue shows of it.
 */
row: ReviewRow, 
/**
 * The digest of exactly what is shown; every decision names it.
 */
digest: string, 
/**
 * The number of the version shown, from 1.
 */
version: number, 
/**
 * The version before, where this one replaced it.
 */
previous_text: string | null, 
/**
 * The headline, for example `Reply on Bluesky as @mira.photos`.
 */
headline: string, 
/**
 * The conversation before what it answers, oldest first.
 */
thread: Array<PostView>, 
/**
 * What it answers.
 */
answers: PostView | null, 
/**
 * The text that would go out; `None` for verbs without text.
 */
text: string | null, 
/**
 * What would be done, in words, for verbs without text.
 */
deed: string, 
/**
 * The pictures that would go out.
 */
media: Array<MediaView>, 
/**
 * The card of the text's link.
 */
link_card: LinkCardView | null, 
/**
 * Whether a link has a card that can be taken off, or could have one.
 */
can_have_card: boolean, 
/**
 * The further posts of a thread.
 */
rest: Array<FurtherPost>, 
/**
 * What is shown in place of the text until a reader asks for it; empty where nothing is.
 */
content_warning: string, 
/**
 * Who can see it: `public`, `unlisted`, `followers` or `direct`; empty for the account's default.
 */
visibility: string, 
/**
 * Whether the network's interface takes it, or the person finishes it on the official page.
 */
by_hand: boolean, 
/**
 * The account's display name.
 */
account_name: string, 
/**
 * Characters used, as the network counts.
 */
used: number, 
/**
 * Characters allowed.
 */
allowed: number, 
/**
 * What to know about doing this on this network; empty where there is nothing to say.
 */
note: string, 
/**
 * Price and time, for example `free, sent at once after 10 s`.
 */
leaves: string, 
/**
 * The same where it is approved without the time to undo.
 */
leaves_now: string, 
/**
 * Why it is proposed.
 */
why: string, 
/**
 * What the draft rests on.
 */
facts: Array<string>, 
/**
 * Who wrote it, for example `Built-in drafter, on this computer`.
 */
drafted_by: string, 
/**
 * What to know before approving.
 */
warnings: Array<WarningView>, 
/**
 * Whether it waits for a decision.
 */
can_decide: boolean, 
/**
 * Whether another version can be asked for.
 */
can_redraft: boolean, 
/**
 * The action it led to, as the history shows it; nothing while there is none.
 */
action: HistoryRow | null, 
/**
 * The sentence on what became of it; empty while it waits.
 */
outcome: string, };

/**
 * A page of reviews.
 */
export type ReviewPage = { 
/**
 * The reviews, newest first.
 */
items: Array<ReviewRow>, 
/**
 * The cursor of the next page.
 */
next: string | null, 
/**
 * How many wait in all; 1,000 means 1,000 or more.
 */
waiting: number, };

/**
 * One review in the queue.
 */
export type ReviewRow = { 
/**
 * The review's id.
 */
id: string, 
/**
 * Its last digits, enough for the command line.
 */
short: string, 
/**
 * The account it is for.
 */
account_id: string, 
/**
 * The network's word.
 */
network: string, 
/**
 * The account's handle.
 */
account_handle: string, 
/**
 * `reply`, `post`, `engagement` or `moderation`: the group it is shown in.
 */
kind: string, 
/**
 * The verb.
 */
verb: string, 
/**
 * Whom it answers or concerns; the account's name for a post.
 */
who: string, 
/**
 * One line of what it answers or says.
 */
gist: string, 
/**
 * When what it answers happened, or when it was made.
 */
at: number, 
/**
 * `open`, `snoozed`, `approved`, `rejected` or `rethinking`.
 */
state: string, 
/**
 * How many warnings it carries.
 */
warnings: number, };

/**
 * Searches the network of an account.
 */
export type SearchNetwork = { 
/**
 * The account that asks.
 */
account_id: string, 
/**
 * What to look for; a hashtag begins with `#`.
 */
query: string, 
/**
 * At most this many, 1 to 100; 0 means 20.
 */
limit: number, };

/**
 * Something on the network that may be what was sent.
 */
export type SeenView = { 
/**
 * What it says.
 */
text: string, 
/**
 * When it was written.
 */
at: number, 
/**
 * Where a person can look at it.
 */
url: string | null, };

/**
 * Enters the developer app of a network; an empty id forgets it.
 */
export type SetDeveloperApp = { 
/**
 * The network's word.
 */
network: string, 
/**
 * The public identifier.
 */
client_id: string, 
/**
 * The secret, where the network gave one. It goes to the vault and nowhere else.
 */
client_secret: string, };

/**
 * Sets the key of the language model; an empty one is forgotten.
 */
export type SetModelKey = { 
/**
 * The key. It goes to the vault and nowhere else.
 */
key: string, };

/**
 * Every setting.
 */
export type SettingList = { 
/**
 * The settings, by name.
 */
settings: Array<SettingView>, 
/**
 * Whether a key for the language model is in the vault.
 */
has_model_key: boolean, };

/**
 * One setting.
 */
export type SettingView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its value.
 */
value: string, };

/**
 * How far a sign-in has come.
 */
export type SignInState = "waiting" | "choosing" | "connected";

/**
 * A sign-in under way.
 */
export type SignInView = { 
/**
 * The sign-in's id.
 */
id: string, 
/**
 * The page the browser opens.
 */
url: string, 
/**
 * Whether the person pastes the address they land on, because the network refuses loopback.
 */
pasted: boolean, 
/**
 * How far it has come.
 */
state: SignInState, 
/**
 * What can be chosen.
 */
choices: Array<ChoiceView>, 
/**
 * What was connected.
 */
accounts: Array<AccountView>, };

/**
 * Puts a review off.
 */
export type SnoozeReview = { 
/**
 * The review.
 */
id: string, 
/**
 * For how many minutes, 1 to 43,200.
 */
minutes: number, };

/**
 * Begins signing in with the browser.
 */
export type StartSignIn = { 
/**
 * The network's word.
 */
network: string, 
/**
 * The way's word; left out, the first that uses the browser.
 */
way: string, 
/**
 * What was asked.
 */
fields: Array<GivenField>, 
/**
 * Addresses the person chose, by role.
 */
addresses: Array<AddressView>, };

/**
 * How something came about and what became of it, from the journal.
 */
export type Story = { 
/**
 * The headline.
 */
title: string, 
/**
 * The steps, oldest first.
 */
steps: Array<StoryStep>, 
/**
 * The action it led to, where there is one.
 */
action: HistoryRow | null, };

/**
 * One step of a story.
 */
export type StoryStep = { 
/**
 * When.
 */
at: number, 
/**
 * The event's name, for example `HumanReviewRequired`; a stable word.
 */
event: string, 
/**
 * What happened, in words for people.
 */
what: string, 
/**
 * More of it; may be empty.
 */
detail: string, 
/**
 * The moment the detail ends with, in milliseconds; a shell writes it as its person does.
 */
until: number | null, };

/**
 * What many people speak of.
 */
export type TrendList = { 
/**
 * The trends, most spoken of first.
 */
trends: Array<TrendView>, };

/**
 * Something many people speak of.
 */
export type TrendView = { 
/**
 * What they call it.
 */
name: string, 
/**
 * How many posts, where the network says.
 */
posts: number | null, 
/**
 * Where a person can look at it.
 */
url: string | null, };

/**
 * Takes a decision back.
 */
export type UndoDecision = { 
/**
 * A review whose newest decision is meant; left out, the newest decision of all.
 */
review_id: string | null, };

/**
 * A decision that can still be taken back.
 */
export type UndoView = { 
/**
 * The decision.
 */
decision_id: string, 
/**
 * The review it was about.
 */
review_id: string, 
/**
 * `approve`, `edit_and_approve`, `reject`, `snooze` or `another_version`.
 */
kind: string, 
/**
 * The sentence, for example `Reply to Aïcha goes out`; the countdown is added by the shell.
 */
text: string, 
/**
 * Whether it leaves when the time to undo is over.
 */
leaves: boolean, 
/**
 * Until when it can be taken back.
 */
undo_until: number, };

/**
 * Opens the vault, or makes one where none is.
 */
export type UnlockVault = { 
/**
 * The passphrase.
 */
passphrase: string, };

/**
 * Whether secrets can be kept.
 */
export type VaultView = "keychain" | "passphrase_open" | "passphrase_locked" | "needs_passphrase";

/**
 * Something to know before approving.
 */
export type WarningView = { 
/**
 * A stable word.
 */
code: string, 
/**
 * Whether it makes approving impossible.
 */
blocks: boolean, 
/**
 * The reason.
 */
text: string, };

/**
 * A way to connect an account.
 */
export type WayView = { 
/**
 * A stable word, for example `oauth`, `app_password`, `token`.
 */
id: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * Whether the person signs in with their browser.
 */
browser: boolean, 
/**
 * Whether it needs a developer app of the person's own.
 */
needs_app: boolean, 
/**
 * What is asked.
 */
fields: Array<FieldView>, 
/**
 * Addresses that may be chosen; nobody is asked for them.
 */
addresses: Array<AddressRoleView>, 
/**
 * What to do, step by step.
 */
guide: Array<string>, 
/**
 * The page where the network hands out what is asked; empty where there is none.
 */
page: string, };

/** The use cases of the engine, by name. */
export interface UseCases {
  /** Returns counts, accounts, the engine, and what can be undone. */
  overview: { input: Nothing; output: Overview };
  /** Lists reviews, newest first. */
  list_reviews: { input: ListReviews; output: ReviewPage };
  /** Shows one review, whole. */
  show_review: { input: ById; output: ReviewCard };
  /** Looks whether what a waiting review is about changed, and shows it as it is now. */
  refresh_review: { input: ById; output: ReviewCard };
  /** Approves exactly what was shown. */
  approve_review: { input: ApproveReview; output: Decided };
  /** Changes the text, and approves it where wished. */
  edit_review: { input: EditReview; output: Decided };
  /** Rejects a review. */
  reject_review: { input: RejectReview; output: Decided };
  /** Puts a review off. */
  snooze_review: { input: SnoozeReview; output: Decided };
  /** Asks for another version. */
  redraft_review: { input: RedraftReview; output: Decided };
  /** Takes the newest decision back. */
  undo_decision: { input: UndoDecision; output: Decided };
  /** Tells how a text would go out on an account: as one post, or as a thread. */
  plan_post: { input: PlanPost; output: PostPlan };
  /** Proposes something to be done, for review. */
  propose_action: { input: ProposeAction; output: ReviewCard };
  /** Lists or searches activities, newest first. */
  list_activity: { input: ListActivity; output: ActivityPage };
  /** Shows one activity with its conversation and marks it seen. */
  show_activity: { input: ById; output: ActivityRow };
  /** Searches the network of an account for posts. */
  search_network: { input: SearchNetwork; output: FoundPosts };
  /** Reads what many people speak of on the network of an account. */
  list_trends: { input: ById; output: TrendList };
  /** Lists the accounts. */
  list_accounts: { input: Nothing; output: AccountList };
  /** Connects an account, or connects one again. */
  connect_account: { input: ConnectAccount; output: AccountView };
  /** Lists the networks with their ways to connect and what they allow. */
  list_networks: { input: Nothing; output: NetworkList };
  /** Enters the developer app of a network, or forgets it. */
  set_developer_app: { input: SetDeveloperApp; output: NetworkList };
  /** Begins signing in with the browser; the shell opens the page. */
  start_sign_in: { input: StartSignIn; output: SignInView };
  /** Waits until the browser came back, then connects; with several accounts, the person chooses. */
  await_sign_in: { input: AwaitSignIn; output: SignInView };
  /** Connects the accounts chosen. */
  choose_accounts: { input: ChooseAccounts; output: SignInView };
  /** Ends a sign-in the person gave up. */
  cancel_sign_in: { input: ById; output: Nothing };
  /** Leaves an account alone until it is resumed. */
  pause_account: { input: ById; output: AccountView };
  /** Watches an account again. */
  resume_account: { input: ById; output: AccountView };
  /** Takes away what was said of things left out: the person has seen it. */
  dismiss_left_out: { input: ById; output: AccountView };
  /** Takes an account out; its history stays, its secrets are forgotten. */
  remove_account: { input: ById; output: Nothing };
  /** Lists what went out and what did not, newest first. */
  list_history: { input: ListHistory; output: HistoryPage };
  /** Takes what a person says of an action: what became of it, or how it goes on. */
  answer_action: { input: AnswerAction; output: HistoryRow };
  /** Notes what became of an action that was handed over. */
  finish_hand_over: { input: FinishHandOver; output: HistoryRow };
  /** Tells how an action, review, suggestion or activity came about and what became of it. */
  why: { input: ById; output: Story };
  /** Lists the settings. */
  get_settings: { input: Nothing; output: SettingList };
  /** Sets one setting. */
  set_setting: { input: SettingView; output: SettingList };
  /** Sets or forgets the key of the language model. */
  set_model_key: { input: SetModelKey; output: SettingList };
  /** Looks for language models on this computer. */
  find_models: { input: Nothing; output: FoundModels };
  /** Pauses or resumes everything. */
  pause_everything: { input: PauseEverything; output: Overview };
  /** Opens the vault, or makes one where none is. */
  unlock_vault: { input: UnlockVault; output: Overview };
  /** Connects the demo: simulated people on a simulated network on this computer. */
  start_demo: { input: Nothing; output: Overview };
  /** Exports everything but secrets. */
  export: { input: Export; output: Exported };
}
