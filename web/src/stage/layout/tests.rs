//! Where things stand, on stages of many sizes.

use super::*;
use crate::stage::stand::DRIFT;

fn scope(width: f64, height: f64) -> Scope {
    Scope {
        width,
        height,
        room: Frame::new(84.0, 40.0, width - 100.0, height - 140.0),
    }
}

fn parting(sides: &[&[u16]]) -> Option<Rc<Parting>> {
    let sides = sides
        .iter()
        .map(|side| side.iter().map(|n| NodeId::new(*n)).collect())
        .collect();
    Some(Rc::new(Parting {
        sides,
        since: synod_core::units::Time::ZERO,
    }))
}

#[test]
fn the_radius_follows_the_stage_and_the_count() {
    let radius = |width, height, nodes| Layout::of(scope(width, height), nodes, 0, None).radius;
    assert!((45.0..50.0).contains(&radius(1088.0, 598.0, 5)));
    assert_eq!(radius(2600.0, 1600.0, 5), 84.0);
    assert!((13.0..=22.0).contains(&radius(1088.0, 598.0, 30)));
    assert!((13.0..16.0).contains(&radius(1088.0, 598.0, 500)));
}

#[test]
fn nodes_never_overlap() {
    for nodes in 1..=70 {
        for clients in [0, 2, 8] {
            let layout = Layout::of(scope(1088.0, 598.0), nodes, clients, None);
            let width = match layout.is_crowd() {
                true => crate::stage::crowd::comb::half_width(layout.radius),
                false => layout.radius,
            };
            assert!(
                closest(&layout.nodes) >= 2.0 * width - 0.01,
                "{nodes} nodes, {clients} clients"
            );
        }
    }
}

#[test]
fn sides_stand_apart_and_hold_their_members() {
    let layout = Layout::of(scope(1088.0, 598.0), 5, 0, parting(&[&[1, 2], &[3, 4, 5]]));
    assert_eq!(layout.regions.len(), 2);
    let gap =
        layout.regions[1].frame.at.x - layout.regions[0].frame.at.x - layout.regions[0].frame.width;
    assert!((gap - DRIFT).abs() < 0.01);
    for region in &layout.regions {
        for id in &region.members {
            let (place, frame) = (layout.nodes[id.index()], region.frame);
            assert!(
                place.x > frame.at.x && place.x < frame.at.x + frame.width,
                "{id} in its region"
            );
        }
    }
    assert!(closest(&layout.nodes) >= 2.0 * layout.radius);
}

#[test]
fn sides_on_a_phone_leave_room_for_votes() {
    let phone = Scope {
        width: 390.0,
        height: 352.0,
        room: Frame::new(8.0, 8.0, 374.0, 340.0),
    };
    for sides in [&[&[1, 2][..], &[3, 4, 5]], &[&[1, 3, 5][..], &[2, 4]]] {
        let layout = Layout::of(phone, 5, 0, parting(sides));
        let votes = Rings {
            votes: true,
            timer: false,
        };
        assert!(
            closest(&layout.nodes) >= votes.outer(layout.radius) + layout.radius,
            "{sides:?}: {} at radius {}",
            closest(&layout.nodes),
            layout.radius
        );
    }
}

#[test]
fn sides_on_any_stage_leave_room_for_votes_and_plates() {
    const THREE: &[&[u16]] = &[&[1, 2, 3], &[4, 5, 6], &[7, 8, 9]];
    const FOUR: &[&[u16]] = &[&[1, 2, 3], &[4, 5], &[6, 7], &[8, 9]];
    const TWO: &[&[u16]] = &[&[1, 2], &[3, 4, 5]];
    let rooms = [
        (1088.0, 598.0),
        (1480.0, 760.0),
        (600.0, 390.0),
        (1023.0, 290.0),
    ];
    for ((width, height), sides) in rooms
        .into_iter()
        .flat_map(|room| [TWO, THREE, FOUR].map(|sides| (room, sides)))
    {
        let room = Frame::new(16.0, 8.0, width - 32.0, height - 94.0);
        let scope = Scope {
            width,
            height,
            room,
        };
        let nodes = sides.iter().map(|side| side.len()).sum();
        let layout = Layout::of(scope, nodes, 0, parting(sides));
        let near = closest(&layout.nodes);
        // On the smallest stages nine nodes only keep clear of each other.
        let least = match nodes > 5 && height < 500.0 {
            true => 2.0 * layout.radius,
            false => 2.0 * layout.gauge() - 0.01,
        };
        assert!(
            near >= least,
            "{width}x{height}, {sides:?}: {near} of {least}"
        );
        assert!(
            !layout.plates || layout.has_room_for_plates(),
            "{width}x{height}, {sides:?}"
        );
    }
    let wide = Layout::of(scope(1088.0, 598.0), 5, 0, parting(TWO));
    assert!(wide.plates, "two sides on a desk have their plates");
}

#[test]
fn many_stand_as_far_apart_at_the_ends_as_at_the_top() {
    let layout = Layout::of(scope(1088.0, 598.0), 50, 0, None);
    let gaps = layout
        .nodes
        .windows(2)
        .map(|pair| pair[0].distance(pair[1]));
    let (least, most) = gaps.fold((f64::MAX, 0.0_f64), |(least, most), gap| {
        (least.min(gap), most.max(gap))
    });
    assert!(most / least < 1.1, "{least} to {most}");
}

#[test]
fn plates_stand_outward() {
    let layout = Layout::of(scope(1088.0, 598.0), 5, 0, None);
    assert!(layout.plate_right(NodeId::new(1)) && layout.plate_right(NodeId::new(2)));
    assert!(!layout.plate_right(NodeId::new(5)));
}

#[test]
fn a_message_to_oneself_flies_a_loop_and_others_fly_straight() {
    let layout = Layout::of(scope(1088.0, 598.0), 3, 0, None);
    let (a, b) = (Address::Node(NodeId::new(1)), Address::Node(NodeId::new(2)));
    assert!(matches!(layout.flight(a, a), Some(Flyway::Loop { .. })));
    let way = layout.flight(a, b).expect("both are there");
    let (start, end) = (way.at(0.0).0, way.at(1.0).0);
    assert!(start.distance(layout.nodes[0]) < end.distance(layout.nodes[0]));
}
