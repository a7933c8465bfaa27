//! Credentials of files and helpers, as Docker would find them.

use expect_test::{Expect, expect};

use super::*;

/// A config, helpers by name, and who is found at each registry.
async fn check(config: &str, helpers: &[(&str, &str)], registries: &[&str], expected: &Expect) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("config.json");
    std::fs::write(&path, config).unwrap();
    for (name, script) in helpers {
        let helper = dir.path().join(format!("docker-credential-{name}"));
        std::fs::write(&helper, format!("#!/bin/sh\n{script}\n")).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&helper, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let path_of_helpers =
        std::env::join_paths([dir.path(), Path::new("/bin"), Path::new("/usr/bin")]).unwrap();
    let keyring = Keyring {
        config: Some(path),
        environment: BTreeMap::from([("PATH".into(), path_of_helpers)]),
    };
    let mut told = String::new();
    for registry in registries {
        let found = match keyring.find(registry).await {
            Ok(None) => "nobody".to_owned(),
            Ok(Some(Credentials::Password { username, password })) => format!("{username} with {password}"),
            Ok(Some(Credentials::IdentityToken(token))) => format!("the token {token}"),
            Err(error) => error.to_string().replace(&*dir.path().to_string_lossy(), "[DIR]"),
        };
        told.extend([registry, ": ", &found, "\n"]);
    }
    expected.assert_eq(&told);
}

#[tokio::test]
async fn the_file_knows_some_itself() {
    check(
        r#"{
            "auths": {
                "https://index.docker.io/v1/": {"auth": "bWU6c2VjcmV0"},
                "localhost:5000": {"auth": "eW91OmE6Yg=="},
                "https://old.example/v1/": {"auth": "eW91OmE6Yg=="},
                "token.example": {"auth": "bWU6", "identitytoken": "abc"},
                "empty.example": {},
                "odd.example": {"auth": "bWU="},
                "odder.example": {"auth": "?"}
            },
            "HttpHeaders": {"User-Agent": "Docker-Client/19.03"},
            "credHelpers": {"localhost:5000": ""}
        }"#,
        &[],
        &[
            "docker.io",
            "localhost:5000",
            "old.example",
            "token.example",
            "empty.example",
            "odd.example",
            "odder.example",
            "public.ecr.aws",
        ],
        &expect![[r#"
            docker.io: me with secret
            localhost:5000: you with a:b
            old.example: you with a:b
            token.example: the token abc
            empty.example: nobody
            odd.example: `[DIR]/config.json` is not as Docker writes it: an `auth` is not `username:password` in base64
            odder.example: `[DIR]/config.json` is not as Docker writes it: an `auth` is not `username:password` in base64
            public.ecr.aws: nobody
        "#]],
    )
    .await;
    check(
        "{",
        &[],
        &["docker.io"],
        &expect![[r#"
            docker.io: `[DIR]/config.json` is not as Docker writes it: EOF while parsing an object at line 1 column 1
        "#]],
    )
    .await;
    let nowhere = Keyring {
        config: Some("/nowhere/config.json".into()),
        ..Keyring::default()
    };
    assert_eq!(nowhere.find("docker.io").await.unwrap(), None);
    assert_eq!(Keyring::default().find("docker.io").await.unwrap(), None);
}

#[cfg(unix)]
#[tokio::test]
async fn helpers_are_asked_before_the_file() {
    // What it is given, it gives back.
    let echo = r#"read -r server; printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}' "$server" "$1" "$server""#;
    check(
        r#"{
            "auths": {"all.example": {"auth": "bWU6c2VjcmV0"}},
            "credsStore": "all",
            "credHelpers": {
                "one.example": "one",
                "token.example": "token",
                "gone.example": "gone",
                "broken.example": "broken",
                "odd.example": "odd",
                "path.example": "../../evil"
            }
        }"#,
        &[
            ("all", echo),
            ("one", "echo credentials not found in native keychain; exit 1"),
            ("token", r#"echo '{"Username":"<token>","Secret":"abc"}'"#),
            ("broken", "echo the keychain is locked; exit 1"),
            ("odd", "echo s3cret"),
        ],
        &[
            "all.example",
            "docker.io",
            "one.example",
            "token.example",
            "gone.example",
            "broken.example",
            "odd.example",
            "path.example",
        ],
        &expect![[r#"
            all.example: get with all.example
            docker.io: get with https://index.docker.io/v1/
            one.example: nobody
            token.example: the token abc
            gone.example: `docker-credential-gone` cannot be run: No such file or directory (os error 2)
            broken.example: `docker-credential-broken` fails: the keychain is locked
            odd.example: `docker-credential-odd` fails: its answer is not as Docker's helpers answer
            path.example: `docker-credential-../../evil` cannot be run: a helper's name is no path
        "#]],
    )
    .await;
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_helper_for_ever() {
    check(
        r#"{"credsStore": "stuck"}"#,
        &[("stuck", "exec sleep 600")],
        &["docker.io"],
        &expect![[r#"
            docker.io: `docker-credential-stuck` did not answer within 30 seconds
        "#]],
    )
    .await;
}

#[test]
fn secrets_are_not_shown() {
    let password = Credentials::Password {
        username: "me".into(),
        password: "secret".into(),
    };
    let token = Credentials::IdentityToken("secret".into());
    assert_eq!(format!("{password:?} {token:?}"), "Password(me) IdentityToken");
}
