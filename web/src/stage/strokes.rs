//! Knife and lasso: a line drawn over the stage with a tool in hand, and the lines of script that it means.

use std::rc::Rc;

use synod_core::units::{Address, NodeId};
use synod_core::view::LinkState;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use super::geometry::{Point, crosses, inside, num};
use super::layout::Layout;
use super::link::Known;
use crate::model::{Controls, Tool};

/// Shorter strokes are clicks.
const SHORTEST: f64 = 14.0;
/// So many lines are shown at the pointer; all are performed.
const SHOWN: usize = 3;

/// What a stroke needs to know when it ends.
#[derive(Clone, PartialEq)]
pub struct Ground {
    /// The tool in hand.
    pub tool: Tool,
    /// Whether the switch for one way is on.
    pub one_way: bool,
    /// The links that have an element.
    pub links: Vec<Known>,
    /// Where everything stands.
    pub layout: Rc<Layout>,
}

/// The line that is being drawn, and what draws it.
pub struct Stroke {
    /// Where it went so far.
    pub points: UseStateHandle<Vec<Point>>,
    /// The pointer went down.
    pub down: Callback<PointerEvent>,
    /// It moved.
    pub moved: Callback<PointerEvent>,
    /// It went up: the lines are performed.
    pub up: Callback<PointerEvent>,
    /// It was taken away: nothing is performed.
    pub gone: Callback<PointerEvent>,
}

/// Knife and lasso for the element that the reference holds.
#[hook]
pub fn use_stroke(world: &NodeRef, ground: Ground, controls: &Controls) -> Stroke {
    let points = use_state(Vec::new);
    let drawing = matches!(ground.tool, Tool::Cut | Tool::Heal | Tool::Partition);
    let down = {
        let (points, world) = (points.setter(), world.clone());
        move |event: PointerEvent| {
            if drawing && event.is_primary() && event.button() == 0 {
                points.set(place(&world, &event).into_iter().collect());
            }
        }
    };
    let moved = {
        let (points, world) = (points.clone(), world.clone());
        move |event: PointerEvent| {
            let (Some(last), Some(at)) = (points.last(), place(&world, &event)) else {
                return;
            };
            if last.distance(at) < SHORTEST / 2.0 {
                return;
            }
            // Only now: a capture from the start would take the clicks away from what lies under the pointer.
            if let Some(element) = world.cast::<Element>() {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            points.set(points.iter().copied().chain([at]).collect());
        }
    };
    let up = {
        let (points, act) = (points.clone(), controls.act.clone());
        move |event: PointerEvent| {
            if !points.is_empty() {
                ground
                    .lines(&points, event.alt_key())
                    .into_iter()
                    .for_each(|line| act.emit(line));
                points.set(Vec::new());
            }
        }
    };
    let gone = {
        let points = points.setter();
        Callback::from(move |_| points.set(Vec::new()))
    };
    Stroke {
        points,
        down: Callback::from(down),
        moved: Callback::from(moved),
        up: Callback::from(up),
        gone,
    }
}

fn place(world: &NodeRef, event: &PointerEvent) -> Option<Point> {
    let frame = world.cast::<Element>()?.get_bounding_client_rect();
    Some(Point::new(
        f64::from(event.client_x()) - frame.x(),
        f64::from(event.client_y()) - frame.y(),
    ))
}

impl Ground {
    /// The lines of script that a stroke means.
    pub fn lines(&self, stroke: &[Point], alt: bool) -> Vec<String> {
        if stroke.len() < 2
            || stroke[0].distance(stroke[stroke.len() - 1]) < SHORTEST && stroke.len() < 4
        {
            return Vec::new();
        }
        match self.tool {
            Tool::Cut => self.crossed(
                stroke,
                |state| state != LinkState::Cut,
                |a, b, start| {
                    if !(self.one_way || alt) {
                        return format!("sever {a} {b}");
                    }
                    // One way: from the end where the stroke began.
                    let near = |end| {
                        self.layout
                            .place(end)
                            .map_or(f64::MAX, |at| at.distance(start))
                    };
                    if near(a) <= near(b) {
                        format!("sever {a} -> {b}")
                    } else {
                        format!("sever {b} -> {a}")
                    }
                },
            ),
            Tool::Heal => self.crossed(
                stroke,
                |state| state != LinkState::Open,
                |a, b, _| format!("heal {a} {b}"),
            ),
            Tool::Partition => self.parted(stroke).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn crossed(
        &self,
        stroke: &[Point],
        takes: impl Fn(LinkState) -> bool,
        line: impl Fn(Address, Address, Point) -> String,
    ) -> Vec<String> {
        let hit = |a, b| {
            let road = self.layout.road(a, b, 0.0);
            road.is_some_and(|road| {
                stroke
                    .windows(2)
                    .any(|pair| crosses((pair[0], pair[1]), (road.from, road.to)))
            })
        };
        let links = self
            .links
            .iter()
            .filter(|(a, b, state)| takes(*state) && hit(*a, *b));
        links.map(|(a, b, _)| line(*a, *b, stroke[0])).collect()
    }

    /// What the lasso holds becomes a side; a second lasso makes a third.
    fn parted(&self, stroke: &[Point]) -> Option<String> {
        let nodes = self.layout.nodes.len();
        let held: Vec<NodeId> = (0..nodes)
            .filter(|i| inside(self.layout.nodes[*i], stroke))
            .map(NodeId::at)
            .collect();
        let mut sides: Vec<Vec<NodeId>> = self
            .layout
            .regions
            .iter()
            .map(|region| region.members.clone())
            .collect();
        if sides.is_empty() {
            sides.push((0..nodes).map(NodeId::at).collect());
        }
        for side in &mut sides {
            side.retain(|id| !held.contains(id));
        }
        sides.push(held);
        sides.retain(|side| !side.is_empty());
        sides.sort();
        let groups: Vec<String> = sides
            .iter()
            .map(|side| {
                side.iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        (groups.len() > 1).then(|| format!("partition {}", groups.join(" | ")))
    }
}

/// The line so far, with what it would do beside the pointer.
pub fn view(stroke: &Stroke, ground: &Ground) -> Html {
    let Some(last) = stroke.points.last().filter(|_| stroke.points.len() > 1) else {
        return Html::default();
    };
    let points = stroke
        .points
        .iter()
        .map(|at| format!("{},{}", num(at.x), num(at.y)))
        .collect::<Vec<_>>()
        .join(" ");
    let lines = ground.lines(&stroke.points, false);
    let shown = match lines.len() {
        0..=SHOWN => lines.join(", "),
        count => format!("{}, {} more", lines[..SHOWN].join(", "), count - SHOWN),
    };
    let left = last.x < ground.layout.scope.width / 2.0;
    html! {
        <g aria-hidden="true" pointer-events="none">
            if ground.tool == Tool::Partition {
                <polygon class="lassoline" {points} />
            } else {
                <polyline class="knife" {points} />
            }
            <text class="strokeword" x={num(last.x + if left { 14.0 } else { -14.0 })} y={num(last.y - 12.0)}
                text-anchor={if left { "start" } else { "end" }}>{ shown }</text>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::geometry::Frame;
    use crate::stage::layout::Scope;

    fn ground(tool: Tool) -> Ground {
        let room = Frame::new(84.0, 40.0, 988.0, 458.0);
        let layout = Layout::of(
            Scope {
                width: 1088.0,
                height: 598.0,
                room,
            },
            5,
            0,
            None,
        );
        let ids = || (0..5).map(NodeId::at);
        let links = ids()
            .flat_map(|a| {
                ids()
                    .filter(move |b| a < *b)
                    .map(move |b| (a.into(), b.into(), LinkState::Open))
            })
            .collect();
        Ground {
            tool,
            one_way: false,
            links,
            layout: Rc::new(layout),
        }
    }

    /// A stroke round a node.
    fn loop_round(at: Point) -> Vec<Point> {
        (0..12)
            .map(|i| at.polar(70.0, 30.0 * f64::from(i)))
            .collect()
    }

    #[test]
    fn a_knife_cuts_what_it_crosses() {
        let ground = ground(Tool::Cut);
        let (a, b) = (ground.layout.nodes[2], ground.layout.nodes[3]);
        let middle = Point::new(f64::midpoint(a.x, b.x), a.y);
        let stroke = [
            Point::new(middle.x, middle.y + 20.0),
            Point::new(middle.x, middle.y - 20.0),
        ];
        assert_eq!(ground.lines(&stroke, false), ["sever n3 n4"]);
        let from_n3 = [
            Point::new(middle.x + 12.0, middle.y + 20.0),
            Point::new(middle.x - 12.0, middle.y - 20.0),
        ];
        assert_eq!(ground.lines(&from_n3, true), ["sever n3 -> n4"]);
    }

    #[test]
    fn a_lasso_makes_a_side_of_what_it_holds() {
        let ground = ground(Tool::Partition);
        let stroke = loop_round(ground.layout.nodes[1]);
        assert_eq!(ground.lines(&stroke, false), ["partition n1 n3 n4 n5 | n2"]);
        let empty = loop_round(Point::new(-500.0, -500.0));
        assert!(
            ground.lines(&empty, false).is_empty(),
            "nothing held, nothing parted"
        );
    }

    #[test]
    fn a_short_stroke_is_a_click() {
        let at = Point::new(500.0, 200.0);
        assert!(
            ground(Tool::Cut)
                .lines(&[at, Point::new(505.0, 202.0)], false)
                .is_empty()
        );
    }
}
