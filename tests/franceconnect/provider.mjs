// A real OpenID provider set as FranceConnect sets its own: ES256, signed userinfo, pairwise subjects, short lives.
// Prints its address when it is ready. Usage: node provider.mjs <address of the portal>
import { createServer } from "node:http";
import { createHash } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

const portal = process.argv[2];
const PEOPLE = {
  angela: {
    given_name: "Angela Claire Louise",
    family_name: "DUBOIS",
    birthdate: "1962-08-24",
    gender: "female",
    birthplace: "75107",
    birthcountry: "99100",
    email: "angela@example.org",
  },
  josette: {
    given_name: "Josette",
    family_name: "PETIT",
    preferred_username: "DUROND",
    birthdate: "1947-01-16",
    gender: "female",
    birthplace: "",
    birthcountry: "99352",
    email: "josette.durond@example.org",
  },
};

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: "one", use: "sig", alg: "ES256" };
const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "guichet",
      client_secret: "a secret of the tests, long enough",
      redirect_uris: [`${portal}/connexion/franceconnect/retour`],
      post_logout_redirect_uris: [`${portal}/deconnexion/franceconnect`],
      token_endpoint_auth_method: "client_secret_post",
      subject_type: "pairwise",
      id_token_signed_response_alg: "ES256",
      userinfo_signed_response_alg: "ES256",
    },
  ],
  jwks: { keys: [key] },
  acrValues: ["eidas1"],
  scopes: ["openid"],
  claims: {
    acr: null,
    openid: ["sub"],
    email: ["email"],
    identite_pivot: ["given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry"],
  },
  subjectTypes: ["pairwise"],
  pairwiseIdentifier: (_ctx, account, client) =>
    createHash("sha256").update(`${client.clientId} ${account}`).digest("hex") + "v1",
  clientAuthMethods: ["client_secret_post"],
  cookies: { keys: ["a key of the tests for cookies"] },
  ttl: { AuthorizationCode: 30, AccessToken: 60, IdToken: 60, Session: 1800, Interaction: 600, Grant: 1800 },
  pkce: { required: () => false },
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = page(`<h1>Quitter FranceConnect</h1>${form}<button form="op.logoutForm" name="logout" value="yes">Oui</button>`);
      },
    },
  },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid identite_pivot email");
    await grant.save();
    return grant;
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
});

const page = (body) => `<!doctype html><html lang="fr"><title>FranceConnect</title><link rel="icon" href="data:,"><body>${body}</body></html>`;

provider.use(async (ctx, next) => {
  const [, first, , choice] = ctx.path.split("/");
  if (first !== "interaction") return next();
  if (!choice) {
    const links = [...Object.keys(PEOPLE), "refuser"].map((name) => `<a id="${name}" href="${ctx.path}/${name}">${name}</a>`);
    ctx.body = page(links.join(" "));
    return undefined;
  }
  const result = PEOPLE[choice]
    ? { login: { accountId: choice, acr: "eidas1" } }
    : { error: "access_denied", error_description: "User auth aborted" };
  ctx.respond = false;
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  return undefined;
});

server.on("request", provider.callback());
process.stdout.write(`${issuer}\n`);
