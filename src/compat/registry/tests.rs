//! What registries write in headers.

use super::*;

#[test]
fn the_next_page_is_where_its_link_says() {
    for (link, expected) in [
        (
            "</v2/a/tags/list?last=x&n=2>; rel=\"next\"",
            Some("/v2/a/tags/list?last=x&n=2"),
        ),
        (
            "<https://h/2>; rel=\"prev\", <https://h/4>; rel=next",
            Some("https://h/4"),
        ),
        ("</v2/a>; title=\"x\"; rel=\"next\"", Some("/v2/a")),
        ("</v2/a>; rel=\"last\"", None),
        ("/v2/a; rel=\"next\"", None),
        ("", None),
    ] {
        assert_eq!(next_link(link), expected, "{link}");
    }
}

#[test]
fn what_a_registry_wants_is_read() {
    let bearer = |realm: &str, service: Option<&str>, scope: Option<&str>| {
        Some(Challenge::Bearer {
            realm: realm.to_owned(),
            service: service.map(str::to_owned),
            scope: scope.map(str::to_owned),
        })
    };
    for (text, expected) in [
        ("Basic realm=\"x\"", Some(Challenge::Basic)),
        ("basic", Some(Challenge::Basic)),
        (
            "Bearer realm=\"https://a/token\",service=\"a\",scope=\"repository:b/c:pull,push\"",
            bearer("https://a/token", Some("a"), Some("repository:b/c:pull,push")),
        ),
        (
            "bearer Realm=https://a/t , error=\"in\\\"valid\", scope=\"aws\"",
            bearer("https://a/t", None, Some("aws")),
        ),
        ("Bearer service=\"a\"", None),
        ("Bearer realm=\"unclosed", bearer("unclosed", None, None)),
        ("Bearer ,,=,", None),
        ("Negotiate", None),
        ("", None),
    ] {
        assert_eq!(Challenge::parse(text), expected, "{text}");
    }
    let both = ["Basic realm=\"x\"", "Bearer realm=\"https://a\"", "Basic"];
    let best = Challenge::best(both.into_iter().filter_map(Challenge::parse));
    assert_eq!(best, bearer("https://a", None, None));
}

#[test]
fn only_this_machine_needs_no_certificate() {
    let base = |name: &str| {
        let reference = Reference::parse(name).unwrap();
        Registry::new(&reference, None).unwrap().base.to_string()
    };
    assert_eq!(base("python"), "https://registry-1.docker.io/v2/library/python");
    assert_eq!(base("public.ecr.aws/a/b"), "https://public.ecr.aws/v2/a/b");
    assert_eq!(base("localhost:5000/a"), "http://localhost:5000/v2/a");
    assert_eq!(base("127.0.0.9:80/a"), "http://127.0.0.9/v2/a");
    assert_eq!(
        base("localhost.example:5000/a"),
        "https://localhost.example:5000/v2/a"
    );
    assert_eq!(base("10.0.0.1:5000/a"), "https://10.0.0.1:5000/v2/a");
}

#[test]
fn refusals() {
    let at = |name: &str, credentials| Registry::new(&Reference::parse(name).unwrap(), credentials).unwrap();
    let stranger = at("localhost:5000/a", None);
    let me = Credentials::Password {
        username: "me".to_owned(),
        password: "secret".to_owned(),
    };
    let known = at("localhost:5000/a", Some(me));
    let told = |registry: &Registry, status: u16, body: &str| {
        let status = StatusCode::from_u16(status).unwrap();
        registry
            .refusal(status, body.as_bytes(), "image as `1`")
            .to_string()
    };
    let unknown = r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{}}]}"#;
    assert_eq!(
        told(&stranger, 404, unknown),
        "localhost:5000 has no such image as `1`"
    );
    assert_eq!(
        told(&stranger, 404, "<html>"),
        "localhost:5000 does not answer as a registry of images: it answers with status 404"
    );
    assert_eq!(
        told(&stranger, 401, ""),
        "localhost:5000 has no such image as `1`, or does not show it to whoever has not logged in"
    );
    let denied = r#"{"errors":[{"code":"DENIED","message":"requested access is denied"}]}"#;
    assert_eq!(
        told(&known, 403, denied),
        "localhost:5000 does not let us in: requested access is denied"
    );
    assert_eq!(
        told(&known, 401, ""),
        "localhost:5000 does not let us in: it answers with status 401"
    );
}

#[test]
fn the_beginning_of_time_is_no_time() {
    assert_eq!(manifest::instant("1970-01-01T00:00:00Z"), None);
    assert_eq!(manifest::instant("0001-01-01T00:00:00Z"), None);
    assert_eq!(manifest::instant("yesterday"), None);
    let at = manifest::instant("2026-11-27T16:54:00.25Z").unwrap();
    assert_eq!(at.as_millis(), 1_795_798_440_250);
}
