// What a person does in Thunderbird, said to its interface: the body of a function whose first argument names the act.
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");

const server = () => MailServices.accounts.accounts.find(a => a.incomingServer.type == "imap").incomingServer;
const inbox = () => server().rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
const mail = id => inbox().msgDatabase.getMsgHdrForMessageID(id);
const desk = () => Services.wm.getMostRecentWindow("msgcompose");

const acts = {
  trust(certificate) {
    const known = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
    known.addCertFromBase64(certificate, "C,C,C");
  },

  async remember(origin, user, password) {
    const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
    login.init(origin, null, origin, user, password, "", "");
    await Services.logins.addLoginAsync(login);
  },

  connect: () => server().performExpand(null),
  async sees(id) {
    if (!inbox()) return false;
    await new Promise((done, failed) => {
      const listener = { OnStartRunningUrl() {}, OnStopRunningUrl: (_, status) => (status ? failed(status) : done()) };
      inbox().QueryInterface(Ci.nsIMsgImapMailFolder).updateFolderWithListener(null, listener);
    });
    return !!mail(id);
  },

  reply(id) {
    const { Reply } = Ci.nsIMsgCompType;
    const { Default } = Ci.nsIMsgCompFormat;
    const me = MailServices.accounts.getFirstIdentityForServer(server());
    MailServices.compose.OpenComposeWindow(null, mail(id), inbox().getUriForMsg(mail(id)), Reply, Default, me, null, null);
  },

  // with the addressee filled in, the mail quoted, and the cursor where Thunderbird puts it
  isReady: () => !!(desk()?.gLoadingComplete && desk().GetCurrentEditor()?.document.querySelector(".moz-cite-prefix")),

  type(text) {
    const editor = desk().GetCurrentEditor();
    text.split("\n").forEach((line, number) => {
      if (number) editor.insertLineBreak();
      if (line) editor.insertText(line);
    });
  },

  send: () => desk().goDoCommand("cmd_sendNow"),
  hasSent: () => !desk(),
};

const [act, ...words] = arguments;
return acts[act](...words);
